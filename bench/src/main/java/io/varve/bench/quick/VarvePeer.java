package io.varve.bench.quick;

import io.varve.Durability;
import io.varve.FlushTicket;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Our store: default options, but for a budget that is not met, and what a kind of it is named for.
final class VarvePeer implements Peer {
    private static final long BUDGET = 5L << 30;
    private static final long USUAL_MEMTABLE = 64L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Kind kind;
    private final Store store;

    /// What it is for.
    enum Kind {
        /// Default options: the memtable becomes a table whenever it is full.
        USUAL("varve"),
        /// The same, and a log that goes around the page cache.
        DIRECT("varve-direct"),
        /// The same as the usual one, beside one that does not flush.
        FLUSHING("varve-flushing"),
        /// A memtable that is never full.
        LARGE("varve");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    VarvePeer(Path directory, Kind kind) {
        this(directory, kind, USUAL_MEMTABLE);
    }

    private VarvePeer(Path directory, Kind kind, long memtableBytes) {
        this.kind = kind;
        store = Store.open(
                directory,
                StoreOptions.builder()
                        .memtableBytes(memtableBytes)
                        .memoryBudgetBytes(BUDGET)
                        .directLog(kind == Kind.DIRECT)
                        .build());
    }

    /// One with a memtable of so many bytes.
    static VarvePeer large(Path directory, long memtableBytes) {
        return new VarvePeer(directory, Kind.LARGE, memtableBytes);
    }

    @Override
    public String name() {
        return kind.words;
    }

    @Override
    public void flush() {
        await(store.flush());
    }

    @Override
    public void compact() {
        await(store.compact());
    }

    private static void await(FlushTicket ticket) {
        if (!ticket.await(PATIENCE)) {
            throw new IllegalStateException("varve: not done after " + PATIENCE);
        }
    }

    @Override
    public Session session(boolean isSynced) {
        Durability durability = isSynced ? Durability.SYNC : Durability.PROCESS;
        ByteBuffer key = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
        MemorySegment keySegment = MemorySegment.ofBuffer(key);
        MemorySegment valueSegment = MemorySegment.ofBuffer(value);
        return new Session() {
            private @Nullable WriteBatch batch;

            @Override
            public void put(long number) {
                Entries.key(key, number);
                Entries.value(value, number);
                store.put(keySegment, valueSegment, durability);
            }

            @Override
            public void putBatch(long first, int count) {
                WriteBatch filling = batch;
                if (filling == null) {
                    filling = store.batch();
                    batch = filling;
                }
                filling.clear();
                for (long number = first; number < first + count; number++) {
                    Entries.key(key, number);
                    Entries.value(value, number);
                    filling.put(keySegment, valueSegment);
                }
                store.write(filling, durability);
            }

            @Override
            public boolean isAbsent(long number) {
                Entries.key(key, number);
                return store.get(keySegment, valueSegment) == Store.NOT_FOUND;
            }

            @Override
            public void close() {
                WriteBatch filled = batch;
                if (filled != null) {
                    filled.close();
                }
            }

            @Override
            public boolean get(long number) {
                Entries.key(key, number);
                return store.get(keySegment, valueSegment) == Entries.VALUE_BYTES && Entries.isValue(value, number);
            }
        };
    }

    @Override
    public void close() {
        store.close();
    }
}

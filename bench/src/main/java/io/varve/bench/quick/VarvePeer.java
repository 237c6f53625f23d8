package io.varve.bench.quick;

import io.varve.Compression;
import io.varve.FlushTicket;
import io.varve.Store;
import io.varve.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// Our store: default options, but for a budget that is not met, and what a kind of it is named for.
final class VarvePeer implements Peer {
    private static final long BUDGET = 5L << 30;
    private static final long USUAL_MEMTABLE = 64L << 20;
    private static final int SETTLED_PAGES = 256;
    private static final int SETTLING_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Kind kind;
    private final Compression compression;
    private final Store store;

    /// What it is for.
    enum Kind {
        /// A log that goes around the page cache.
        DIRECT("varve-direct"),
        /// The memtable becomes a table whenever it is full.
        FLUSHING("varve-flushing"),
        /// A memtable that is never full.
        LARGE("varve");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    VarvePeer(Path directory, Kind kind) {
        this(directory, kind, USUAL_MEMTABLE, Compression.NONE);
    }

    private VarvePeer(Path directory, Kind kind, long memtableBytes, Compression compression) {
        this.kind = kind;
        this.compression = compression;
        store = Store.open(
                directory,
                StoreOptions.builder()
                        .memtableBytes(memtableBytes)
                        .memoryBudgetBytes(BUDGET)
                        .directLog(kind == Kind.DIRECT)
                        .compression(compression)
                        .build());
    }

    /// One with a memtable of so many bytes.
    static VarvePeer large(Path directory, long memtableBytes) {
        return new VarvePeer(directory, Kind.LARGE, memtableBytes, Compression.NONE);
    }

    /// The same, whose tables are packed.
    static VarvePeer packed(Path directory, long memtableBytes, Compression compression) {
        return new VarvePeer(directory, Kind.LARGE, memtableBytes, compression);
    }

    @Override
    public String name() {
        return compression == Compression.NONE
                ? kind.words
                : kind.words + "-" + compression.name().toLowerCase(Locale.ROOT);
    }

    /// Of a store that was just opened, a thread makes the memory of memtables present, for which it takes a
    /// processor as long as that takes.
    @Override
    public void prepare() {
        try {
            for (long before = 0, now = residentPages(); now - before > SETTLED_PAGES; now = residentPages()) {
                before = now;
                Thread.sleep(SETTLING_MILLIS);
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException("how much memory is present cannot be read", unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static long residentPages() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
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
        return new VarveSession(store, isSynced);
    }

    @Override
    public void close() {
        store.close();
    }
}

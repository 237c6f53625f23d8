package io.varve.bench.quick;

import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.WriteBatch;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Our store: default options, with a budget for the whole data set, as it is not flushed yet.
final class VarvePeer implements Peer {
    private final boolean isDirect;
    private final Store store;

    /// @param isDirect whether its log goes around the page cache
    VarvePeer(Path directory, long budgetBytes, boolean isDirect) {
        this.isDirect = isDirect;
        store = Store.open(
                directory,
                StoreOptions.builder()
                        .memoryBudgetBytes(budgetBytes)
                        .directLog(isDirect)
                        .build());
    }

    @Override
    public String name() {
        return isDirect ? "varve-direct" : "varve";
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

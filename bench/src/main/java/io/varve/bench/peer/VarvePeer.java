package io.varve.bench.peer;

import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreStats;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Our store: default options but for its memory budget.
final class VarvePeer implements Peer {
    private final Store store;

    VarvePeer(Path directory, long budgetBytes) {
        store = Store.open(
                directory, StoreOptions.builder().memoryBudgetBytes(budgetBytes).build());
    }

    @Override
    public Inlet inlet(boolean isSynced) {
        Durability durability = isSynced ? Durability.SYNC : Durability.PROCESS;
        ByteBuffer key = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
        MemorySegment keySegment = MemorySegment.ofBuffer(key);
        MemorySegment valueSegment = MemorySegment.ofBuffer(value);
        return number -> {
            Entries.key(key, number);
            Entries.value(value, number);
            store.put(keySegment, valueSegment, durability);
        };
    }

    @Override
    public Counted counted() {
        StoreStats stats = store.stats();
        return new Counted(stats.writes().groups(), stats.log().syncs());
    }

    @Override
    public void close() {
        store.close();
    }
}

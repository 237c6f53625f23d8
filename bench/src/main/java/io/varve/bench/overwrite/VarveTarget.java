package io.varve.bench.overwrite;

import io.varve.Compaction;
import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreStats;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// Our store: default options but for the memtable.
final class VarveTarget implements Target {
    private final Buffers buffers = new Buffers();
    private final MemorySegment key = MemorySegment.ofBuffer(buffers.key);
    private final MemorySegment value = MemorySegment.ofBuffer(buffers.value);
    private final Store store;

    VarveTarget(Path directory, long memtableBytes, Compaction compaction) {
        store = Store.open(
                directory,
                StoreOptions.builder()
                        .memtableBytes(memtableBytes)
                        .compaction(compaction)
                        .build());
    }

    @Override
    public void put(long number, long version) {
        buffers.set(number, version);
        store.put(key, value, Durability.PROCESS);
    }

    @Override
    public boolean isSettled() {
        StoreStats stats = store.stats();
        return stats.memtables().frozen() == 0
                && stats.tables().debtBytes() == 0
                && stats.tables().mergingNanos() == 0;
    }

    @Override
    public boolean isData(Path file) {
        return file.toString().endsWith(".sst");
    }

    @Override
    public String remark() {
        StoreStats stats = store.stats();
        return stats.levels() + "; stalls " + stats.writes().stalls();
    }

    @Override
    public void close() {
        store.close();
    }
}

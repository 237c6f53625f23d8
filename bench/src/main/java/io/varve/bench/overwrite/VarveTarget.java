package io.varve.bench.overwrite;

import io.varve.AsyncWrites;
import io.varve.Compaction;
import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreStats;
import io.varve.WriteOptions;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.StringJoiner;

/// Our store: default options but for the memtable. Each put waits for its end; or, in windows, only every so many: in
/// a
/// closed loop of one caller, caller and writer keep each other awake, which is a price of the ring and not of the
/// tree.
final class VarveTarget implements Target {
    /// What a store that is left alone does not exceed.
    private static final double LOOSE = 1.2;

    private static final WriteOptions PROCESS = WriteOptions.of(Durability.PROCESS);

    private final Buffers buffers = new Buffers();
    private final MemorySegment key = MemorySegment.ofBuffer(buffers.key);
    private final MemorySegment value = MemorySegment.ofBuffer(buffers.value);
    private final Store store;

    /// How many puts are on their way at most; 0 when each is waited for.
    private final int window;

    private int ahead;
    private Written before = new Written(0, 0, 0, 0, 0);

    VarveTarget(Path directory, long memtableBytes, Compaction compaction, int window) {
        this.window = window;
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
        if (window == 0) {
            store.put(key, value, Durability.PROCESS);
            return;
        }
        AsyncWrites async = store.async();
        long position = async.put(key, value, PROCESS);
        ahead++;
        if (ahead == window) {
            async.awaitVisible(position);
            ahead = 0;
        }
    }

    /// Not before it has given back, too, what it takes while it is written to: it waits some seconds with that.
    @Override
    public boolean isSettled() {
        StoreStats stats = store.stats();
        return stats.memtables().frozen() == 0
                && stats.amplification().space() <= LOOSE
                && stats.tables().debtBytes() == 0
                && stats.tables().mergingNanos() == 0;
    }

    @Override
    public boolean isData(Path file) {
        return file.toString().endsWith(".sst");
    }

    @Override
    public void onBegin() {
        before = Written.of(store.stats());
    }

    @Override
    public String remark(long written, long given) {
        StoreStats stats = store.stats();
        StringJoiner levels = new StringJoiner("; ");
        stats.levels()
                .forEach(level -> levels.add("level " + level.level() + ": " + level.runs() + " runs, " + level.bytes()
                        + " B for " + level.rawBytes() + " in " + level.entries() + " entries"));
        return Written.of(stats).since(before).describe(written, given) + "\n    " + levels + "; stalls "
                + stats.writes().stalls();
    }

    @Override
    public void close() {
        store.close();
    }
}

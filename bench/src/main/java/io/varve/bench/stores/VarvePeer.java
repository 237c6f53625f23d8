package io.varve.bench.stores;

import io.varve.Compaction;
import io.varve.Compression;
import io.varve.FlushTicket;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreOptionsBuilder;
import io.varve.StoreStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.StringJoiner;

/// Our store: default options, but for a memory budget that is not met where a memtable was asked for.
///
/// In windows: the end of a put is awaited for every 64th only, where it is not synced. In a closed loop of one caller,
/// caller and writer keep each other awake, which is a price of the ring and not of the tree.
///
/// Tuned: a log that goes around the page cache where writes are synced; otherwise memtables of 256 MiB, unless the
/// setup says how large they are.
final class VarvePeer implements Peer {
    /// Enough for memtables of 1 GiB, and what flushes of them want.
    private static final long BUDGET = 6L << 30;
    private static final long LARGE_MEMTABLE = 256L << 20;
    private static final int SETTLED_PAGES = 256;
    private static final int SETTLING_MILLIS = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// What a store that is left alone does not exceed.
    private static final double LOOSE = 1.2;

    /// Puts on their way at most, where not each is waited for.
    private static final int WINDOW = 64;

    private final String name;
    private final Entries entries;
    private final boolean isInWindows;
    private final Store store;
    private Written before = new Written(0, 0, 0, 0, 0);

    /// What is not as it is by default.
    enum Kind {
        USUAL,
        TUNED,
        WINDOWS,
        LEVELED,
        LZ4,
        ZSTD
    }

    VarvePeer(String name, Path directory, Setup setup, Kind kind) {
        this.name = name;
        entries = setup.entries();
        isInWindows = kind == Kind.WINDOWS;
        long memtable = setup.memtableBytes();
        StoreOptionsBuilder options = StoreOptions.builder();
        switch (kind) {
            case USUAL, WINDOWS -> {}
            case TUNED -> {
                options.directLog(setup.level() == Level.SYNC);
                if (setup.level() != Level.SYNC && memtable == 0) {
                    memtable = LARGE_MEMTABLE;
                }
            }
            case LEVELED -> options.compaction(Compaction.LEVELED);
            case LZ4 -> options.compression(Compression.LZ4);
            case ZSTD -> options.compression(Compression.ZSTD);
        }
        if (!setup.mergesItself()) {
            options.compaction(Compaction.MANUAL);
        }
        if (memtable > 0) {
            options.memtableBytes(memtable).memoryBudgetBytes(setup.memoryBytes() > 0 ? setup.memoryBytes() : BUDGET);
        }
        store = Store.open(directory, options.build());
    }

    @Override
    public String name() {
        return name;
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

    private void await(FlushTicket ticket) {
        if (!ticket.await(PATIENCE)) {
            throw new IllegalStateException(name + ": not done after " + PATIENCE);
        }
    }

    @Override
    public void sync() {
        store.sync();
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

    /// It waits some seconds with that.
    @Override
    public boolean isSlim() {
        return store.stats().amplification().space() <= LOOSE;
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
    public Counted counted() {
        StoreStats stats = store.stats();
        return new Counted(stats.writes().groups(), stats.log().syncs());
    }

    @Override
    public Session session(Level level) {
        return new VarveSession(store, entries, level, isInWindows && level != Level.SYNC ? WINDOW : 0);
    }

    @Override
    public void close() {
        store.close();
    }
}

package io.varve.bench.quick;

import io.varve.bench.stores.Level;
import java.util.List;
import java.util.stream.Stream;

/// What is measured.
///
/// @param name as results name it
/// @param kind what each call does
/// @param isSynced whether a write is durable when it returns
/// @param threads how many there are
/// @param isVirtual whether they are virtual ones
/// @param layout where what is read, or what was written, lies
record Workload(String name, Kind kind, boolean isSynced, int threads, boolean isVirtual, Layout layout) {
    /// Entries in a batch.
    static final int BATCH = 100;

    /// Entries behind the one that is looked for, with it.
    static final int SHORT_WALK = 11;

    /// Entries that are read together.
    static final int TOGETHER = 32;

    /// Entries of a scan.
    static final int LONG_WALK = 1000;

    /// Rounds in which memtables are to be filled several times over take so many times as long.
    private static final int FLUSHING_ROUND = 5;

    /// What one call does.
    enum Kind {
        /// Writes an entry.
        PUT,
        /// Writes [#BATCH] entries together.
        PUT_BATCH,
        /// Reads an entry that was written before.
        GET,
        /// Looks for a key that is not there, among keys that are.
        GET_MISS,
        /// Reads [#TOGETHER] entries together.
        GET_MANY,
        /// Looks for a key and walks on over [#SHORT_WALK] entries, copying keys and values.
        SEEK,
        /// Walks over [#LONG_WALK] entries, copying keys and values.
        SCAN,
        /// The same, backward.
        SCAN_BACK,
        /// The same, looking at keys and values where they are shown.
        SCAN_VIEWS,
        /// Reads an entry that was written before, and writes another: in turn.
        MIXED
    }

    /// Where entries lie.
    enum Layout {
        /// All in one memtable.
        MEMTABLE,
        /// In memtables that become tables meanwhile.
        FLUSHING,
        /// In one sorted run of tables.
        RUN,
        /// In five tables or sets of tables whose keys overlap.
        FIVE_RUNS
    }

    /// What is measured unless somebody says otherwise.
    static final List<Workload> USUAL = List.of(
            put("put-sync", true, 1),
            put("put-sync", true, 4),
            put("put-sync", true, 16),
            put("put-sync", true, 64),
            new Workload("put-sync", Kind.PUT, true, 64, true, Layout.MEMTABLE),
            put("put-process", false, 1),
            put("put-process", false, 4),
            get("get-hit", Kind.GET, Layout.RUN),
            get("get-miss", Kind.GET_MISS, Layout.RUN),
            get("seek-10", Kind.SEEK, Layout.RUN),
            get("scan-1000", Kind.SCAN, Layout.RUN),
            new Workload("mixed-50-50", Kind.MIXED, false, 2, false, Layout.RUN));

    /// Further ones, measured when they are named.
    private static final List<Workload> FURTHER = List.of(
            put("put-process", false, 16),
            put("put-process", false, 64),
            new Workload("batch-process", Kind.PUT_BATCH, false, 1, false, Layout.MEMTABLE),
            new Workload("put-flush", Kind.PUT, false, 1, false, Layout.FLUSHING),
            new Workload("put-flush", Kind.PUT, false, 4, false, Layout.FLUSHING),
            new Workload("batch-flush", Kind.PUT_BATCH, false, 1, false, Layout.FLUSHING),
            get("get-hit-memtable", Kind.GET, Layout.MEMTABLE),
            new Workload("mixed-memtable", Kind.MIXED, false, 1, false, Layout.MEMTABLE),
            new Workload("mixed-memtable", Kind.MIXED, false, 4, false, Layout.MEMTABLE),
            get("get-32-together", Kind.GET_MANY, Layout.RUN),
            get("scan-1000-back", Kind.SCAN_BACK, Layout.RUN),
            get("scan-1000-views", Kind.SCAN_VIEWS, Layout.RUN),
            get("get-hit-5runs", Kind.GET, Layout.FIVE_RUNS),
            get("get-miss-5runs", Kind.GET_MISS, Layout.FIVE_RUNS),
            get("get-32-5runs", Kind.GET_MANY, Layout.FIVE_RUNS),
            get("seek-10-5runs", Kind.SEEK, Layout.FIVE_RUNS),
            get("scan-1000-5runs", Kind.SCAN, Layout.FIVE_RUNS),
            get("scan-1000-back-5runs", Kind.SCAN_BACK, Layout.FIVE_RUNS));

    /// All that there is.
    static final List<Workload> ALL =
            Stream.concat(USUAL.stream(), FURTHER.stream()).toList();

    private static Workload put(String name, boolean isSynced, int threads) {
        return new Workload(name, Kind.PUT, isSynced, threads, false, Layout.MEMTABLE);
    }

    private static Workload get(String name, Kind kind, Layout layout) {
        return new Workload(name, kind, false, 1, false, layout);
    }

    boolean isRead() {
        return switch (kind) {
            case GET, GET_MISS, GET_MANY, SEEK, SCAN, SCAN_BACK, SCAN_VIEWS -> true;
            case PUT, PUT_BATCH, MIXED -> false;
        };
    }

    /// Whether each call goes over several entries.
    boolean isWalk() {
        return switch (kind) {
            case GET_MANY, SEEK, SCAN, SCAN_BACK, SCAN_VIEWS -> true;
            case GET, GET_MISS, PUT, PUT_BATCH, MIXED -> false;
        };
    }

    /// Whether it needs what was written before.
    boolean isFilledFirst() {
        return isRead() || kind == Kind.MIXED;
    }

    /// Whether it reads what was made tables of before.
    boolean readsTables() {
        return layout == Layout.RUN || layout == Layout.FIVE_RUNS;
    }

    /// How many times as long as others its rounds take.
    int stretch() {
        return layout == Layout.FLUSHING ? FLUSHING_ROUND : 1;
    }

    /// Entries that one call is about.
    int entriesPerCall() {
        return switch (kind) {
            case PUT_BATCH -> BATCH;
            case GET_MANY -> TOGETHER;
            case SCAN, SCAN_BACK, SCAN_VIEWS -> LONG_WALK;
            default -> 1;
        };
    }

    /// Of its writes.
    Level level() {
        return isSynced ? Level.SYNC : Level.PROCESS;
    }

    String durability() {
        return isRead() ? "NONE" : level().name();
    }

    String title() {
        return name + " x" + threads + (isVirtual ? "v" : "");
    }
}

package io.varve;

import io.varve.event.StoreListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// Collects [StoreOptions]. What each option means and when to change it: docs/options.md.
///
/// **Owner:** one thread.
///
/// A null is refused at once, because it is a slip of the program. Values out of range are not: they are
/// all reported together when a store is opened.
public final class StoreOptionsBuilder {
    boolean createIfMissing = true;
    boolean readOnly;

    @Nullable
    Durability durability;

    Duration syncInterval = Duration.ZERO;
    Duration slowSync = Duration.ofMillis(100);
    boolean log = true;
    boolean directLog;
    boolean mappedLog = true;
    long logSegmentBytes = 16 << 20;
    long logBufferBytes = 1 << 20;
    int preparedSegments = 2;
    long memtableBytes = 64 << 20;
    int frozenMemtables = 2;
    boolean background = true;
    int maxPendingFlushes = 2;
    Duration flushDeadline = Duration.ofMinutes(1);
    Duration flushAge = Duration.ZERO;
    long flushAgeBytes = 1 << 20;
    Duration timeToLive = Duration.ZERO;
    int blockBytes = 4096;
    int bloomBitsPerKey = 10;
    boolean signposts = true;
    Compression compression = Compression.NONE;

    @Nullable
    Compression bottomCompression;

    long tableBytes = 256 << 20;
    Compaction compaction = Compaction.LAZY;
    int compactionThreads = 1;
    boolean adaptiveCompaction;
    int level0Flushes = 8;
    int stallFlushes = 32;
    long stallDebtBytes = 64L << 30;
    int runsPerLevel = 4;
    int levelRatio = 8;
    long memoryBudgetBytes = 512 << 20;

    /// Null for as much as goes with the memtables.
    @Nullable
    Long diskReserveBytes;

    int ringSize = 4096;
    int ringSlotBytes = 256;
    long overflowBytes = 16 << 20;
    Duration deadline = Duration.ofSeconds(30);
    Waiting waiting = Waiting.BY_CORES;

    @Nullable
    Supplier<IdleStrategy> writerIdle;

    @Nullable
    ThreadFactory threadFactory;

    Map<String, Integer> processors = Map.of();

    @Nullable
    StoreListener listener;

    int eventQueueSize = 1024;
    boolean logEvents;
    boolean statistics = true;
    Duration statisticsInterval = Duration.ofMillis(250);
    boolean jmx;

    StoreOptionsBuilder() {}

    /// The options as they are now. The builder can go on and build others.
    public StoreOptions build() {
        return new StoreOptions(this);
    }

    /// See [StoreOptions#createIfMissing()].
    public StoreOptionsBuilder createIfMissing(boolean value) {
        createIfMissing = value;
        return this;
    }

    /// See [StoreOptions#readOnly()].
    public StoreOptionsBuilder readOnly(boolean value) {
        readOnly = value;
        return this;
    }

    /// See [StoreOptions#durability()].
    public StoreOptionsBuilder durability(Durability value) {
        durability = given("durability", value);
        return this;
    }

    /// See [StoreOptions#syncInterval()].
    public StoreOptionsBuilder syncInterval(Duration value) {
        syncInterval = given("syncInterval", value);
        return this;
    }

    /// See [StoreOptions#slowSync()].
    public StoreOptionsBuilder slowSync(Duration value) {
        slowSync = given("slowSync", value);
        return this;
    }

    /// See [StoreOptions#log()].
    public StoreOptionsBuilder log(boolean value) {
        log = value;
        return this;
    }

    /// See [StoreOptions#directLog()].
    public StoreOptionsBuilder directLog(boolean value) {
        directLog = value;
        return this;
    }

    /// See [StoreOptions#mappedLog()].
    public StoreOptionsBuilder mappedLog(boolean value) {
        mappedLog = value;
        return this;
    }

    /// See [StoreOptions#logSegmentBytes()].
    public StoreOptionsBuilder logSegmentBytes(long value) {
        logSegmentBytes = value;
        return this;
    }

    /// See [StoreOptions#logBufferBytes()].
    public StoreOptionsBuilder logBufferBytes(long value) {
        logBufferBytes = value;
        return this;
    }

    /// See [StoreOptions#preparedSegments()].
    public StoreOptionsBuilder preparedSegments(int value) {
        preparedSegments = value;
        return this;
    }

    /// See [StoreOptions#memtableBytes()].
    public StoreOptionsBuilder memtableBytes(long value) {
        memtableBytes = value;
        return this;
    }

    /// See [StoreOptions#frozenMemtables()].
    public StoreOptionsBuilder frozenMemtables(int value) {
        frozenMemtables = value;
        return this;
    }

    /// See [StoreOptions#background()].
    public StoreOptionsBuilder background(boolean value) {
        background = value;
        return this;
    }

    /// See [StoreOptions#maxPendingFlushes()].
    public StoreOptionsBuilder maxPendingFlushes(int value) {
        maxPendingFlushes = value;
        return this;
    }

    /// See [StoreOptions#flushDeadline()].
    public StoreOptionsBuilder flushDeadline(Duration value) {
        flushDeadline = given("flushDeadline", value);
        return this;
    }

    /// See [StoreOptions#flushAge()].
    public StoreOptionsBuilder flushAge(Duration value) {
        flushAge = given("flushAge", value);
        return this;
    }

    /// See [StoreOptions#flushAgeBytes()].
    public StoreOptionsBuilder flushAgeBytes(long value) {
        flushAgeBytes = value;
        return this;
    }

    /// See [StoreOptions#timeToLive()].
    public StoreOptionsBuilder timeToLive(Duration value) {
        timeToLive = given("timeToLive", value);
        return this;
    }

    /// See [StoreOptions#blockBytes()].
    public StoreOptionsBuilder blockBytes(int value) {
        blockBytes = value;
        return this;
    }

    /// See [StoreOptions#bloomBitsPerKey()].
    public StoreOptionsBuilder bloomBitsPerKey(int value) {
        bloomBitsPerKey = value;
        return this;
    }

    /// See [StoreOptions#signposts()].
    public StoreOptionsBuilder signposts(boolean value) {
        signposts = value;
        return this;
    }

    /// See [StoreOptions#compression()].
    public StoreOptionsBuilder compression(Compression value) {
        compression = Arguments.given("compression", value);
        return this;
    }

    /// See [StoreOptions#bottomCompression()].
    public StoreOptionsBuilder bottomCompression(Compression value) {
        bottomCompression = Arguments.given("bottomCompression", value);
        return this;
    }

    /// See [StoreOptions#tableBytes()].
    public StoreOptionsBuilder tableBytes(long value) {
        tableBytes = value;
        return this;
    }

    /// See [StoreOptions#compaction()].
    public StoreOptionsBuilder compaction(Compaction value) {
        compaction = given("compaction", value);
        return this;
    }

    /// See [StoreOptions#adaptiveCompaction()].
    public StoreOptionsBuilder adaptiveCompaction(boolean value) {
        adaptiveCompaction = value;
        return this;
    }

    /// See [StoreOptions#compactionThreads()].
    public StoreOptionsBuilder compactionThreads(int value) {
        compactionThreads = value;
        return this;
    }

    /// See [StoreOptions#level0Flushes()].
    public StoreOptionsBuilder level0Flushes(int value) {
        level0Flushes = value;
        return this;
    }

    /// See [StoreOptions#stallFlushes()].
    public StoreOptionsBuilder stallFlushes(int value) {
        stallFlushes = value;
        return this;
    }

    /// See [StoreOptions#diskReserveBytes()].
    public StoreOptionsBuilder diskReserveBytes(long value) {
        diskReserveBytes = value;
        return this;
    }

    /// See [StoreOptions#stallDebtBytes()].
    public StoreOptionsBuilder stallDebtBytes(long value) {
        stallDebtBytes = value;
        return this;
    }

    /// See [StoreOptions#runsPerLevel()].
    public StoreOptionsBuilder runsPerLevel(int value) {
        runsPerLevel = value;
        return this;
    }

    /// See [StoreOptions#levelRatio()].
    public StoreOptionsBuilder levelRatio(int value) {
        levelRatio = value;
        return this;
    }

    /// See [StoreOptions#memoryBudgetBytes()].
    public StoreOptionsBuilder memoryBudgetBytes(long value) {
        memoryBudgetBytes = value;
        return this;
    }

    /// See [StoreOptions#ringSize()].
    public StoreOptionsBuilder ringSize(int value) {
        ringSize = value;
        return this;
    }

    /// See [StoreOptions#ringSlotBytes()].
    public StoreOptionsBuilder ringSlotBytes(int value) {
        ringSlotBytes = value;
        return this;
    }

    /// See [StoreOptions#overflowBytes()].
    public StoreOptionsBuilder overflowBytes(long value) {
        overflowBytes = value;
        return this;
    }

    /// See [StoreOptions#deadline()].
    public StoreOptionsBuilder deadline(Duration value) {
        deadline = given("deadline", value);
        return this;
    }

    /// See [StoreOptions#waiting()].
    public StoreOptionsBuilder waiting(Waiting value) {
        waiting = given("waiting", value);
        return this;
    }

    /// See [StoreOptions#writerIdle()]. Each writer gets one of its own.
    public StoreOptionsBuilder writerIdle(Supplier<IdleStrategy> value) {
        writerIdle = given("writerIdle", value);
        return this;
    }

    /// See [StoreOptions#threadFactory()]. The store names the threads.
    public StoreOptionsBuilder threadFactory(ThreadFactory value) {
        threadFactory = given("threadFactory", value);
        return this;
    }

    /// See [StoreOptions#processors()].
    public StoreOptionsBuilder processors(Map<String, Integer> value) {
        processors = Map.copyOf(given("processors", value));
        return this;
    }

    /// See [StoreOptions#listener()].
    public StoreOptionsBuilder listener(StoreListener value) {
        listener = given("listener", value);
        return this;
    }

    /// See [StoreOptions#eventQueueSize()].
    public StoreOptionsBuilder eventQueueSize(int value) {
        eventQueueSize = value;
        return this;
    }

    /// See [StoreOptions#logEvents()].
    public StoreOptionsBuilder logEvents(boolean value) {
        logEvents = value;
        return this;
    }

    /// See [StoreOptions#statistics()].
    public StoreOptionsBuilder statistics(boolean value) {
        statistics = value;
        return this;
    }

    /// See [StoreOptions#statisticsInterval()].
    public StoreOptionsBuilder statisticsInterval(Duration value) {
        statisticsInterval = given("statisticsInterval", value);
        return this;
    }

    /// See [StoreOptions#jmx()].
    public StoreOptionsBuilder jmx(boolean value) {
        jmx = value;
        return this;
    }

    StoreOptionsBuilder copy() {
        StoreOptionsBuilder copy = new StoreOptionsBuilder();
        copy.createIfMissing = createIfMissing;
        copy.readOnly = readOnly;
        copy.durability = durability;
        copy.syncInterval = syncInterval;
        copy.slowSync = slowSync;
        copy.log = log;
        copy.directLog = directLog;
        copy.mappedLog = mappedLog;
        copy.logSegmentBytes = logSegmentBytes;
        copy.logBufferBytes = logBufferBytes;
        copy.preparedSegments = preparedSegments;
        copy.memtableBytes = memtableBytes;
        copy.frozenMemtables = frozenMemtables;
        copy.background = background;
        copy.maxPendingFlushes = maxPendingFlushes;
        copy.flushDeadline = flushDeadline;
        copy.flushAge = flushAge;
        copy.flushAgeBytes = flushAgeBytes;
        copy.timeToLive = timeToLive;
        copy.blockBytes = blockBytes;
        copy.bloomBitsPerKey = bloomBitsPerKey;
        copy.signposts = signposts;
        copy.compression = compression;
        copy.bottomCompression = bottomCompression;
        copy.tableBytes = tableBytes;
        copy.compaction = compaction;
        copy.adaptiveCompaction = adaptiveCompaction;
        copy.compactionThreads = compactionThreads;
        copy.level0Flushes = level0Flushes;
        copy.stallFlushes = stallFlushes;
        copy.stallDebtBytes = stallDebtBytes;
        copy.runsPerLevel = runsPerLevel;
        copy.levelRatio = levelRatio;
        copy.memoryBudgetBytes = memoryBudgetBytes;
        copy.diskReserveBytes = diskReserveBytes;
        copy.ringSize = ringSize;
        copy.ringSlotBytes = ringSlotBytes;
        copy.overflowBytes = overflowBytes;
        copy.deadline = deadline;
        copy.waiting = waiting;
        copy.writerIdle = writerIdle;
        copy.threadFactory = threadFactory;
        copy.processors = processors;
        copy.listener = listener;
        copy.eventQueueSize = eventQueueSize;
        copy.logEvents = logEvents;
        copy.statistics = statistics;
        copy.statisticsInterval = statisticsInterval;
        copy.jmx = jmx;
        return copy;
    }

    private static <T> T given(String option, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(option + ": null, where a value is needed");
        }
        return value;
    }
}

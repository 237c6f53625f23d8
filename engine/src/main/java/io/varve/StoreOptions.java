package io.varve;

import io.varve.error.InvalidOptionsException;
import io.varve.event.StoreListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// What a store is opened with. Immutable; made by [#builder()].
///
/// Any values can be put together; whether they make sense is asked when a store is opened, which
/// reports all problems at once and makes nothing on disk when there is one. [#problems()] asks before.
///
/// docs/options.md is made from the same table ([OptionTable]) as the checks: defaults, ranges, and when
/// to change what.
public final class StoreOptions {
    private final StoreOptionsBuilder values;

    StoreOptions(StoreOptionsBuilder values) {
        this.values = values.copy();
    }

    /// The defaults.
    public static StoreOptions defaults() {
        return builder().build();
    }

    /// A builder that begins with the defaults.
    public static StoreOptionsBuilder builder() {
        return new StoreOptionsBuilder();
    }

    /// A builder that begins with these options.
    public StoreOptionsBuilder toBuilder() {
        return values.copy();
    }

    /// Everything that is wrong, one sentence each with option, value and what is allowed; empty when a
    /// store can be opened with this.
    public List<String> problems() {
        return OptionTable.problems(this);
    }

    /// Returns when there are no problems.
    ///
    /// @throws InvalidOptionsException with all of them
    public void check() {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new InvalidOptionsException(problems);
        }
    }

    /// Whether a store is made where there is none. A read-only store never is.
    public boolean createIfMissing() {
        return values.createIfMissing;
    }

    /// Whether the store is opened to be read only.
    public boolean readOnly() {
        return values.readOnly;
    }

    /// What writes survive that do not say it themselves.
    public Durability durability() {
        Durability chosen = values.durability;
        if (chosen != null) {
            return chosen;
        }
        return values.log ? Durability.SYNC : Durability.MEMORY;
    }

    /// How long a [Durability#PROCESS] write may be unsynced; zero when only later syncs end that.
    public Duration syncInterval() {
        return values.syncInterval;
    }

    /// From how long on a sync is reported as slow.
    public Duration slowSync() {
        return values.slowSync;
    }

    /// Whether the store has a log. Fixed when it is made.
    public boolean log() {
        return values.log;
    }

    /// Whether the log passes by the page cache (O_DIRECT).
    public boolean directLog() {
        return values.directLog;
    }

    /// Whether groups of writes none of which waits for a sync are stored into the log through a mapping.
    public boolean mappedLog() {
        return values.mappedLog;
    }

    /// Bytes of a log file.
    public long logSegmentBytes() {
        return values.logSegmentBytes;
    }

    /// Bytes the writer collects before it writes to the log.
    public long logBufferBytes() {
        return values.logBufferBytes;
    }

    /// Log files that are prepared ahead.
    public int preparedSegments() {
        return values.preparedSegments;
    }

    /// Bytes of a memtable's arena.
    public long memtableBytes() {
        return values.memtableBytes;
    }

    /// Memtables that may wait for their flush.
    public int frozenMemtables() {
        return values.frozenMemtables;
    }

    /// Whether the store has threads for flushes and merges. Without, they are done by who calls [Store#flush()] or
    /// [Store#compact()].
    public boolean background() {
        return values.background;
    }

    /// Memtables that are written as tables at the same time.
    public int maxPendingFlushes() {
        return values.maxPendingFlushes;
    }

    /// How long the writing of a table may take before it is given up and tried again; zero when it may take for
    /// ever.
    public Duration flushDeadline() {
        return values.flushDeadline;
    }

    /// After how long a memtable is flushed that is not full; zero when only full ones are.
    public Duration flushAge() {
        return values.flushAge;
    }

    /// Bytes that a memtable must hold to be flushed for its age.
    public long flushAgeBytes() {
        return values.flushAgeBytes;
    }

    /// How long values live that do not say it themselves; zero for ever.
    public Duration timeToLive() {
        return values.timeToLive;
    }

    /// Bytes of a block of a table.
    public int blockBytes() {
        return values.blockBytes;
    }

    /// Bits of a table's filter for each of its keys.
    public int bloomBitsPerKey() {
        return values.bloomBitsPerKey;
    }

    /// Whether tables say of each key where it stands.
    public boolean signposts() {
        return values.signposts;
    }

    /// How the tables of memtables are compressed.
    public Compression compression() {
        return values.compression;
    }

    /// How the tables of sorted runs are compressed: what merges make. As [#compression] where nothing else is said.
    public Compression bottomCompression() {
        Compression chosen = values.bottomCompression;
        return chosen == null ? values.compression : chosen;
    }

    /// Bytes after which a merge begins the next table of its run.
    public long tableBytes() {
        return values.tableBytes;
    }

    /// How the store keeps its tables few.
    public Compaction compaction() {
        return values.compaction;
    }

    /// Threads that merge tables at the same time.
    public int compactionThreads() {
        return values.compactionThreads;
    }

    /// Flushes whose tables make a merge.
    public int level0Flushes() {
        return values.level0Flushes;
    }

    /// Flushes in level 0 at which writes are held until merges have caught up, 32 by default; from half as
    /// many on they are slowed down. Twice [#level0Flushes()] at least.
    public int stallFlushes() {
        return values.stallFlushes;
    }

    /// Bytes left for merges to rewrite at which writes are held, 64 GiB by default; from half as many on they
    /// are slowed down.
    public long stallDebtBytes() {
        return values.stallDebtBytes;
    }

    /// Whether the numbers of flushes that are merged and of runs that levels have follow what is asked
    /// of the store; off by default. [#level0Flushes()] and [#runsPerLevel()] are what it begins with.
    /// With `LAZY` and statistics only.
    public boolean adaptiveCompaction() {
        return values.adaptiveCompaction;
    }

    /// Sorted runs that a level may have, but for the last.
    public int runsPerLevel() {
        return values.runsPerLevel;
    }

    /// How many times a level is larger than the one above it; in a lazy tree, the last than a run of the one above.
    public int levelRatio() {
        return values.levelRatio;
    }

    /// Bytes of off-heap memory that the store may use in all.
    public long memoryBudgetBytes() {
        return values.memoryBudgetBytes;
    }

    /// Bytes of the disk that the store keeps for itself, so that on a full disk it can still flush, drop and
    /// merge what frees space; 0 for none. Where nothing is said, what the table of a memtable takes.
    public long diskReserveBytes() {
        Long chosen = values.diskReserveBytes;
        return chosen == null ? memtableBytes() + memtableBytes() / 8 / 4096 * 4096 + (1 << 20) : chosen;
    }

    /// Slots of the ring.
    public int ringSize() {
        return values.ringSize;
    }

    /// Bytes of a slot of the ring.
    public int ringSlotBytes() {
        return values.ringSlotBytes;
    }

    /// Bytes for asynchronous writes that are larger than a slot.
    public long overflowBytes() {
        return values.overflowBytes;
    }

    /// How long a call waits that does not say it itself; zero when it is refused at once.
    public Duration deadline() {
        return values.deadline;
    }

    /// How threads wait for each other.
    public Waiting waiting() {
        return values.waiting;
    }

    /// Makes what the writer waits for work with, or null for [#waiting()].
    public @Nullable Supplier<IdleStrategy> writerIdle() {
        return values.writerIdle;
    }

    /// Makes the threads of the store, or null for daemon threads.
    public @Nullable ThreadFactory threadFactory() {
        return values.threadFactory;
    }

    /// The processor of each thread that has one of its own, by the thread's name: `varve-writer`,
    /// `varve-preparer`, `varve-callbacks`, `varve-events`, `varve-install`, `varve-merge`.
    public Map<String, Integer> processors() {
        return values.processors;
    }

    /// Who is told what happens, or null.
    public @Nullable StoreListener listener() {
        return values.listener;
    }

    /// Events that may wait for the listener.
    public int eventQueueSize() {
        return values.eventQueueSize;
    }

    /// Whether events go to the `System.Logger` called `io.varve`.
    public boolean logEvents() {
        return values.logEvents;
    }

    /// Whether everything is counted that [StoreStats] shows. Without, nothing that costs more than a store to a
    /// thread's own memory is, and `./varve top` has nothing to show.
    public boolean statistics() {
        return values.statistics;
    }

    /// How often the statistics are written to the file that `./varve top` reads; zero when never.
    public Duration statisticsInterval() {
        return values.statisticsInterval;
    }

    /// Whether the store shows its statistics as an MBean of the JVM.
    public boolean jmx() {
        return values.jmx;
    }

    /// Bytes of the largest batch, and so of the largest value, with what its encoding needs: a quarter
    /// of a memtable, and never more than fits into one file of the log.
    public long maxBatchBytes() {
        return Math.min(memtableBytes() / 4, logSegmentBytes() - OptionTable.SEGMENT_OVERHEAD_BYTES);
    }

    /// The smallest memory budget: memtables, flushes, merges, log buffer, ring and overflow always have what they need
    /// of it. What index and filter of tables take comes on top.
    public long minimumBudgetBytes() {
        return LeastBudget.of(this);
    }

    /// All options and their values, one per line.
    @Override
    public String toString() {
        return OptionTable.describe(this);
    }
}

package io.varve;

import io.varve.event.StoreListener;
import io.varve.nativeio.linux.Linux;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/// All options of a store: the one place that knows their ranges. The checks, the message of a refusal,
/// `toString` and docs/options.md come from here; the defaults stand in [StoreOptionsBuilder].
final class OptionTable {
    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;
    private static final long GIB = 1024 * MIB;
    private static final long TIB = 1024 * GIB;

    /// What a log file has beside its one largest frame's records: the header of the file (a block of
    /// 4 KiB), the header of the frame and its padding (within another), and a sync mark (a third).
    static final long SEGMENT_OVERHEAD_BYTES = 12 * KIB;

    private static final List<String> THREADS = List.of(
            "varve-writer", "varve-preparer", "varve-callbacks", "varve-events", "varve-install", "varve-merge");

    /// In the order in which a reader of docs/options.md wants to meet them.
    static final List<Option> ALL = List.of(
            Option.flag(
                    "createIfMissing",
                    StoreOptions::createIfMissing,
                    "Set to false where a missing store is a mistake, such as a wrong path."),
            Option.flag("readOnly", StoreOptions::readOnly, "To look at a store without changing it."),
            Option.choice(
                    "durability",
                    Durability.class,
                    StoreOptions::durability,
                    "What writes survive that do not say it themselves. `PROCESS` where the last moments may be lost"
                            + " with the power; a sync costs what the disk needs for it. `MEMORY` goes with `log` false,"
                            + " where it is the default."),
            Option.duration(
                    "syncInterval",
                    StoreOptions::syncInterval,
                    "off",
                    Duration.ofMillis(1),
                    Duration.ofHours(1),
                    "Bounds how long a `PROCESS` write stays unsynced; the writer itself syncs."),
            Option.duration(
                    "slowSync",
                    StoreOptions::slowSync,
                    "every sync",
                    Duration.ofMillis(1),
                    Duration.ofHours(1),
                    "From how long on a sync is an event. Raise it for slow disks."),
            Option.flag(
                    "log",
                    StoreOptions::log,
                    "Fixed when the store is made. False for data that can be made again: writes then survive only once"
                            + " they are flushed, and there are no forks. Not built yet: the store keeps its log all the same."),
            Option.flag(
                    "directLog",
                    StoreOptions::directLog,
                    "True keeps the log out of the page cache; every write, `PROCESS` too, then waits for the disk."),
            Option.flag(
                    "mappedLog",
                    StoreOptions::mappedLog,
                    "True stores groups of writes none of which waits for a sync through a mapping of the log, instead of"
                            + " a call for each. False where the file system is frozen for copies: a store then waits inside"
                            + " Java code, and all threads with it. Without effect on a direct log."),
            Option.bytes(
                    "logSegmentBytes",
                    StoreOptions::logSegmentBytes,
                    16 * KIB,
                    GIB,
                    4 * KIB,
                    "Size of a log file. Larger for batches or values that do not fit; smaller to give space back"
                            + " sooner."),
            Option.bytes(
                    "logBufferBytes",
                    StoreOptions::logBufferBytes,
                    8 * KIB,
                    64 * MIB,
                    4 * KIB,
                    "What the writer collects for one write to the log, and so the largest group; a larger batch takes"
                            + " several writes. Lower it for small stores."),
            Option.count(
                    "preparedSegments",
                    StoreOptions::preparedSegments,
                    1,
                    64,
                    "Log files prepared ahead. More when writes come in long bursts and `LOG_BEHIND` is seen."),
            Option.bytes(
                    "memtableBytes",
                    StoreOptions::memtableBytes,
                    4 * KIB,
                    GIB,
                    4 * KIB,
                    "Larger memtables make fewer and larger tables; recovery reads more log."),
            Option.count(
                    "frozenMemtables",
                    StoreOptions::frozenMemtables,
                    1,
                    16,
                    "Memtables that may wait for their flush; then writes wait too. More to ride out bursts, each at the cost of"
                            + " a memtable."),
            Option.flag(
                    "background",
                    StoreOptions::background,
                    "False for programs that decide themselves when a flush or a merge is done: by calling `flush()` and"
                            + " `compact()`, on their own thread. Writes are rejected once the memtables are full."),
            Option.count(
                    "maxPendingFlushes",
                    StoreOptions::maxPendingFlushes,
                    1,
                    16,
                    "Memtables written as tables at the same time, each by a thread. More on machines with many processors."),
            Option.duration(
                    "flushDeadline",
                    StoreOptions::flushDeadline,
                    "never",
                    Duration.ofMillis(1),
                    Duration.ofDays(1),
                    "When the writing of a table counts as stalled; it is then given up and tried again. Raise it for slow"
                            + " disks and large memtables."),
            Option.duration(
                    "flushAge",
                    StoreOptions::flushAge,
                    "only when full",
                    Duration.ofMillis(1),
                    Duration.ofDays(365),
                    "Flushes a memtable that is not full after this time: shorter recoveries, and more and smaller tables."),
            Option.bytes(
                    "flushAgeBytes",
                    StoreOptions::flushAgeBytes,
                    1,
                    GIB,
                    1,
                    "What a memtable must hold to be flushed for its age, so that no tiny tables are made."),
            Option.duration(
                    "timeToLive",
                    StoreOptions::timeToLive,
                    "for ever",
                    Duration.ofMillis(1),
                    Duration.ofDays(36_500),
                    "How long values live that do not say it themselves (`WriteOptions.expiringAfter`, `expiringAt`): for caches"
                            + " and sessions. What is written already stays as it is."),
            Option.bytes(
                    "blockBytes",
                    StoreOptions::blockBytes,
                    512,
                    64 * KIB,
                    8,
                    "Smaller blocks for single lookups that are not in memory, larger ones for scans. Fixed for each table when"
                            + " it is written."),
            Option.count(
                    "bloomBitsPerKey",
                    StoreOptions::bloomBitsPerKey,
                    1,
                    32,
                    "Of tables that have a filter and no signposts. More bits let fewer lookups into tables that have not got the"
                            + " key: about 1 in 100 with 10. Of the filter before signposts too, but that has 6 at most."),
            Option.flag(
                    "signposts",
                    StoreOptions::signposts,
                    "Each table says of each of its keys where it stands, and has but a small Bloom filter: lookups are a"
                            + " quarter faster, for 6.1 bytes per key on the disk and in memory. Off where there are billions of keys and"
                            + " little memory. Fixed for each table when it is written; one of very many blocks has a filter"
                            + " all the same."),
            Option.choice(
                    "compression",
                    Compression.class,
                    StoreOptions::compression,
                    "`LZ4` where space counts, and a lookup may take a microsecond more; `ZSTD` where it counts more, at two."
                            + " Needs the library: `at.yawk.lz4:lz4-java` or `com.github.luben:zstd-jni`. Fixed for each"
                            + " table when it is written."),
            Option.choice(
                    "bottomCompression",
                    Compression.class,
                    StoreOptions::bottomCompression,
                    "Of the tables that merges make, where most of the data is: compress these only, and flushes stay"
                            + " fast. As `compression` when it is not set."),
            Option.bytes(
                    "tableBytes",
                    StoreOptions::tableBytes,
                    4 * KIB,
                    16 * 1024 * MIB,
                    4 * KIB,
                    "Size of the tables that a merge makes, about; a table of a flush is as large as its memtable needs."),
            Option.choice(
                    "compaction",
                    Compaction.class,
                    StoreOptions::compaction,
                    "How the store merges tables by itself. `LEVELED` where reads matter more than writes; `MANUAL` for"
                            + " programs that call `compact()` when they have the time."),
            Option.count(
                    "compactionThreads",
                    StoreOptions::compactionThreads,
                    1,
                    16,
                    "Merges at the same time, each by a thread; one thread more is for level 0 alone. More when the levels below"
                            + " grow although the disk has time."),
            Option.count(
                    "level0Flushes",
                    StoreOptions::level0Flushes,
                    1,
                    64,
                    "Flushes that are merged at a time. Fewer make reads look into fewer tables, and rewrite more; small stores merge"
                            + " half as many."),
            Option.count(
                    "stallFlushes",
                    StoreOptions::stallFlushes,
                    2,
                    4096,
                    "Flushes in level 0 at which writes are held until merges have caught up; from half as many on they are slowed"
                            + " down. Twice `level0Flushes` at least. More to ride out longer bursts; reads look into as many tables."),
            Option.bytes(
                    "stallDebtBytes",
                    StoreOptions::stallDebtBytes,
                    4 * KIB,
                    1024 * TIB,
                    1,
                    "Bytes left for merges to rewrite at which writes are held; from half as many on they are slowed down. More"
                            + " for stores of many terabytes, whose lower levels are merged seldom."),
            Option.count(
                    "runsPerLevel",
                    StoreOptions::runsPerLevel,
                    1,
                    16,
                    "Sorted runs that a level may have with `LAZY`, but for the last level, which is one. Fewer make reads look"
                            + " into fewer tables, and rewrite more."),
            Option.count(
                    "levelRatio",
                    StoreOptions::levelRatio,
                    2,
                    64,
                    "How many times a level is larger than the one above it; with `LAZY`, the last one than a run of the level"
                            + " above. A smaller one rewrites less, and takes more space while the store is written to."),
            Option.flag(
                    "adaptiveCompaction",
                    StoreOptions::adaptiveCompaction,
                    "True lets the store choose `level0Flushes` and `runsPerLevel` itself, level by level: more runs while it is mostly"
                            + " written to, fewer while it is mostly read. For loads whose phases last minutes at least."),
            Option.bytes(
                    "memoryBudgetBytes",
                    StoreOptions::memoryBudgetBytes,
                    64 * KIB,
                    16 * TIB,
                    1,
                    "All off-heap memory of the store. What writes, flushes and merges need of it they always have (see"
                            + " below); the rest is for tables, which keep index and filter in it: 1 percent of their"
                            + " blocks, and 6.1 bytes for each key, or an eighth of `bloomBitsPerKey` without `signposts`."
                            + " Filters that do not fit are left out, which `unfiltered()` of `StoreStats` counts. More"
                            + " when lookups are slow for that, or writes are refused with"
                            + " `MEMORY_BUDGET`."),
            Option.bytes(
                    "diskReserveBytes",
                    StoreOptions::diskReserveBytes,
                    0,
                    TIB,
                    1,
                    "Space that the store keeps in a file, for flushes, drops and small merges on a full disk. By default what"
                            + " the table of a memtable takes; 0 where the disk is small, or never full."),
            Option.powerOfTwo(
                    "ringSize",
                    "",
                    StoreOptions::ringSize,
                    2,
                    1 << 20,
                    "Writes that can be on their way at once. Larger for many threads or asynchronous writes."),
            Option.powerOfTwo(
                    "ringSlotBytes",
                    "bytes",
                    StoreOptions::ringSlotBytes,
                    64,
                    64 * KIB,
                    "Room for a write in its slot of the ring. A size that most writes fit into saves a copy."),
            Option.bytes(
                    "overflowBytes",
                    StoreOptions::overflowBytes,
                    4 * KIB,
                    GIB,
                    4 * KIB,
                    "Holds writes that are larger than a slot, until they are in the log; a single larger one still passes."),
            Option.duration(
                    "deadline",
                    StoreOptions::deadline,
                    "refuse at once",
                    Duration.ofMillis(1),
                    Duration.ofDays(1),
                    "How long a call waits, for room and for the disk, that does not say it itself."),
            Option.choice(
                    "waiting",
                    Waiting.class,
                    StoreOptions::waiting,
                    "`SPIN` for the lowest latency where processors are idle anyway; `PARK` where they are scarce."),
            Option.object(
                    "writerIdle",
                    Supplier.class,
                    "as waiting",
                    options -> Optional.ofNullable(options.writerIdle()),
                    "Makes an Agrona `IdleStrategy` for the writer, such as one that spins on a processor of its own."),
            Option.object(
                    "threadFactory",
                    ThreadFactory.class,
                    "daemon threads",
                    options -> Optional.ofNullable(options.threadFactory()),
                    "To pin threads or to put them into a group; they should be daemons."),
            Option.object(
                    "processors",
                    Map.class,
                    "anywhere",
                    options -> Optional.of(options.processors()).filter(given -> !given.isEmpty()),
                    "Keeps threads on processors, by name: `varve-writer`, `varve-preparer`, `varve-callbacks`,"
                            + " `varve-events`, `varve-install`, `varve-merge`. For machines that keep a processor free for the writer."),
            Option.object(
                    "listener",
                    StoreListener.class,
                    "nobody",
                    options -> Optional.ofNullable(options.listener()),
                    "To be told what happens; called on a thread of its own."),
            Option.powerOfTwo(
                    "eventQueueSize",
                    "",
                    StoreOptions::eventQueueSize,
                    2,
                    1 << 16,
                    "Events that may wait for a slow listener; those beyond are dropped and counted."),
            Option.flag(
                    "logEvents",
                    StoreOptions::logEvents,
                    "True sends events to the `System.Logger` called `io.varve`."),
            Option.flag(
                    "statistics",
                    StoreOptions::statistics,
                    "False counts only what costs a store to memory: reads, distributions and amplification of reads are 0 in"
                            + " `Store.stats()` then, and there is no file for `./varve top`."),
            Option.duration(
                    "statisticsInterval",
                    StoreOptions::statisticsInterval,
                    "no file",
                    Duration.ofMillis(10),
                    Duration.ofHours(1),
                    "How often the file is written that `./varve top` shows, a page at a time. Longer, or 0, for processes that"
                            + " hold many stores which do nothing."),
            Option.flag(
                    "jmx",
                    StoreOptions::jmx,
                    "True shows the statistics to JMX, as `io.varve:type=Store,directory=…`."));

    private OptionTable() {}

    /// Everything that is wrong: first each option by itself, then what does not go together.
    static List<String> problems(StoreOptions options) {
        List<String> problems = new ArrayList<>();
        ALL.forEach(option -> option.problem(options).ifPresent(problems::add));
        boolean isInRange = problems.isEmpty();
        addContradictions(options, problems);
        // The sum says nothing new, and may overflow, when one of its parts is wrong.
        if (isInRange && options.memoryBudgetBytes() < options.minimumBudgetBytes()) {
            problems.add(LeastBudget.problem(options));
        }
        return problems;
    }

    static String describe(StoreOptions options) {
        StringBuilder lines = new StringBuilder();
        ALL.forEach(option -> lines.append(lines.isEmpty() ? "" : "\n")
                .append(option.name())
                .append(" = ")
                .append(option.value().apply(options)));
        return lines.toString();
    }

    private static void addContradictions(StoreOptions options, List<String> problems) {
        addProcessorProblems(options, problems);
        addMissingLibrary("compression", options.compression(), problems);
        if (options.bottomCompression() != options.compression()) {
            addMissingLibrary("bottomCompression", options.bottomCompression(), problems);
        }
        if (options.adaptiveCompaction() && options.compaction() != Compaction.LAZY) {
            problems.add("adaptiveCompaction is true, but compaction is " + options.compaction() + "; allowed is LAZY");
        }
        if (options.adaptiveCompaction() && !options.statistics()) {
            problems.add(
                    "adaptiveCompaction is true, but statistics is false; allowed is true: reads are counted there");
        }
        boolean isMemory = options.durability() == Durability.MEMORY;
        if (options.log() && isMemory) {
            problems.add("durability is MEMORY, but log is true; allowed with a log are PROCESS and SYNC");
        }
        if (options.ringSlotBytes() > options.logBufferBytes() / 2) {
            problems.add("ringSlotBytes is " + options.ringSlotBytes() + "; allowed is at most half of logBufferBytes, "
                    + options.logBufferBytes() / 2 + ": what stands in a slot is written to the log at once");
        }
        if (options.log()) {
            return;
        }
        if (!isMemory) {
            problems.add(
                    "durability is " + options.durability() + ", but log is false; allowed without a log is MEMORY");
        }
        if (!options.syncInterval().isZero()) {
            problems.add("syncInterval is " + Option.words(options.syncInterval())
                    + ", but log is false; allowed without a log is 0");
        }
        if (options.directLog()) {
            problems.add("directLog is true, but log is false; allowed without a log is false");
        }
    }

    private static void addMissingLibrary(String option, Compression chosen, List<String> problems) {
        if (!chosen.codec().isThere()) {
            problems.add(option + " is " + chosen + "; allowed is that with "
                    + chosen.codec().library() + " on the class path, or the module path");
        }
    }

    private static void addProcessorProblems(StoreOptions options, List<String> problems) {
        new TreeMap<>(options.processors()).forEach((thread, processor) -> {
            if (!THREADS.contains(thread)) {
                problems.add("processors names the thread " + thread + "; allowed are " + String.join(", ", THREADS));
            } else if (!Linux.isUsableProcessor(processor)) {
                problems.add("processors puts " + thread + " on processor " + processor
                        + "; allowed is one that this process may use");
            }
        });
    }
}

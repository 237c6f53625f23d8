package io.varve;

import io.varve.compaction.CompactionConfig;
import io.varve.compaction.Usage;
import io.varve.error.StoreException;
import io.varve.event.EventSink;
import io.varve.flush.Adapting;
import io.varve.flush.Backoff;
import io.varve.flush.CompactionParts;
import io.varve.flush.FlushConfig;
import io.varve.flush.Flushes;
import io.varve.flush.Installation;
import io.varve.flush.OutputSize;
import io.varve.flush.Pressure;
import io.varve.flush.Reserve;
import io.varve.flush.RotationMark;
import io.varve.flush.RotationQueue;
import io.varve.flush.StoreHealth;
import io.varve.flush.TableMerge;
import io.varve.flush.TableStream;
import io.varve.nativeio.Memory;
import io.varve.read.Lookups;
import io.varve.sstable.TableStore;
import io.varve.stats.ReadCounter;
import io.varve.stats.StoreCounters;
import io.varve.stats.WriterCounter;
import io.varve.version.Manifest;
import io.varve.view.FrozenMemTable;
import io.varve.view.View;
import io.varve.wal.ObsoleteSegments;
import io.varve.write.Pace;
import io.varve.write.WritePath;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Options and parts as flushes want them.
final class FlushWiring {
    private static final long FIRST_RETRY_NANOS = 20_000_000;
    private static final long MOST_RETRY_NANOS = 5_000_000_000L;

    /// A merge that fails has read gigabytes for nothing, perhaps, and will again if a file is damaged.
    private static final long FIRST_MERGE_RETRY_NANOS = 100_000_000;
    private static final long MOST_MERGE_RETRY_NANOS = 300_000_000_000L;

    /// Of one memtable, before the store has failed: with the waits between them, half a minute.
    private static final int MOST_FAILURES = 12;

    private FlushWiring() {}

    /// What the writer hands its memtables to.
    static RotationQueue rotations(StoreParts parts, Reading reading) {
        StoreOptions options = parts.options();
        View first = reading.view().acquire();
        List<FrozenMemTable> found = first.frozen();
        boolean isAllFrozen = first.active().entries() == 0;
        long frozenTo = found.isEmpty() ? 0 : found.getLast().lastSequence();
        return new RotationQueue(
                options.frozenMemtables(),
                options.background(),
                found.size(),
                new RotationMark(first.activeRotation() - 1, isAllFrozen ? parts.lastSequence() : frozenTo),
                parts.seams().scheduler());
    }

    /// The flushes; null in a store that is only read.
    static @Nullable Flushes flushes(
            StoreParts parts,
            Reading reading,
            RotationQueue rotations,
            @Nullable WritePath path,
            @Nullable Adapting adapting,
            StoreCounters counters,
            EventSink events) {
        TableParts tables = parts.tables();
        ObsoleteSegments obsolete = parts.obsolete();
        Manifest manifest = parts.manifest();
        if (path == null || tables == null || obsolete == null || manifest == null) {
            return null;
        }
        Seams seams = parts.seams();
        TableStore store = tables.store();
        if (parts.options().background()) {
            parts.time().bePromised(rotations::wake);
        }
        Installation installation = new Installation(new Installation.Parts(
                manifest, reading.view(), reading.reaper(), store, obsolete, rotations, parts.time(), path::recycle));
        Flushes flushes = new Flushes(
                config(parts),
                new Flushes.Surroundings(
                        seams.scheduler(),
                        seams.clock(),
                        rotations,
                        reading.view().acquire().frozen(),
                        installation,
                        new TableStream(
                                store,
                                reading.snapshots()::sequencesAfter,
                                reading.snapshots()::purgeTime,
                                parts.directory().path()),
                        compaction(parts, reading, tables, adapting, path.brake()::set),
                        health(path),
                        new Reserve(parts.directory(), parts.options().diskReserveBytes(), seams.clock()),
                        () -> reading.view().acquire().active().usedBytes(),
                        counters.flush(),
                        events),
                path::wakeWriter);
        if (!parts.options().background()) {
            path.brake().relieveBy(flushes::relieve);
        }
        return flushes;
    }

    private static CompactionParts compaction(
            StoreParts parts, Reading reading, TableParts tables, @Nullable Adapting adapting, Consumer<Pace> pace) {
        StoreOptions options = parts.options();
        Memory memory = parts.seams().memory();
        return new CompactionParts(
                compaction(options),
                adapting,
                options.compactionThreads(),
                new TableMerge(
                        tables.store(),
                        reading.snapshots()::sequencesAfter,
                        reading.snapshots()::purgeTime,
                        memory,
                        tables.merging(),
                        new OutputSize(options.tableBytes(), LeastBudget.keptBytes(options) / OutputSize.ROOM),
                        parts.directory().path()),
                new Backoff(
                        FIRST_MERGE_RETRY_NANOS,
                        MOST_MERGE_RETRY_NANOS,
                        parts.seams().random()),
                reading.debt(),
                new Pressure(stallFlushes(options), options.stallDebtBytes(), options.background()),
                pace);
    }

    /// What is merged at a time must fit in: else nothing is due when writes are held.
    private static int stallFlushes(StoreOptions options) {
        return Math.max(options.stallFlushes(), 2 * options.level0Flushes());
    }

    /// The shape that a tree has, or begins with.
    static CompactionConfig compaction(StoreOptions options) {
        return new CompactionConfig(
                options.compaction() != Compaction.MANUAL,
                options.compaction() == Compaction.LEVELED ? 1 : options.runsPerLevel(),
                options.levelRatio(),
                options.level0Flushes(),
                options.memtableBytes(),
                options.tableBytes(),
                CompactionConfig.JOB_TABLES * options.tableBytes(),
                CompactionConfig.TOMBSTONE_PERCENT);
    }

    /// Who has numbers of runs follow what is asked of the store; null when they stay as they are. So
    /// many flushes as are merged at a time are well below those that writes are slowed for.
    static @Nullable Adapting adapting(StoreParts parts, StoreCounters counters, Lookups lookups) {
        StoreOptions options = parts.options();
        if (!options.adaptiveCompaction()) {
            return null;
        }
        int mostLevel0 = Math.min(2 * options.level0Flushes(), 3 * stallFlushes(options) / 8);
        return new Adapting(
                compaction(options),
                mostLevel0,
                now -> usage(now, counters, lookups),
                parts.seams().clock().nanoTime());
    }

    private static Usage usage(long nowNanos, StoreCounters counters, Lookups lookups) {
        long passedMemory = lookups.count(ReadCounter.IN_LEVEL0)
                + lookups.count(ReadCounter.IN_RUNS)
                + lookups.count(ReadCounter.NOWHERE)
                + lookups.count(ReadCounter.TOGETHER);
        return new Usage(
                nowNanos,
                counters.writer().get(WriterCounter.RECORD_BYTES),
                passedMemory,
                lookups.count(ReadCounter.SEEKS),
                lookups.count(ReadCounter.STEPS));
    }

    private static FlushConfig config(StoreParts parts) {
        StoreOptions options = parts.options();
        return new FlushConfig(
                parts.directory().path(),
                options.background() ? options.maxPendingFlushes() : 1,
                options.background(),
                options.flushDeadline().isZero()
                        ? Long.MAX_VALUE / 2
                        : options.flushDeadline().toNanos(),
                new Backoff(FIRST_RETRY_NANOS, MOST_RETRY_NANOS, parts.seams().random()),
                MOST_FAILURES,
                options.flushAge().toNanos(),
                options.flushAgeBytes());
    }

    private static StoreHealth health(WritePath path) {
        return new StoreHealth() {
            @Override
            public @Nullable StoreException failure() {
                return path.failure().cause();
            }

            @Override
            public void fail(StoreException cause) {
                path.onTerminal(cause);
            }
        };
    }
}

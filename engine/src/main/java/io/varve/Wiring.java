package io.varve;

import io.varve.error.FencedException;
import io.varve.event.EventSink;
import io.varve.lock.DirectoryLock;
import io.varve.stats.StoreCounters;
import io.varve.wal.LogWriter;
import io.varve.wal.SegmentPreparer;
import io.varve.write.Fence;
import io.varve.write.Patience;
import io.varve.write.Rotations;
import io.varve.write.WritePath;
import io.varve.write.WriteSizes;
import io.varve.write.WriterConfig;
import java.util.function.Supplier;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// Options as the numbers that the parts below want.
final class Wiring {
    /// How long after a sync, with nothing written since, its mark follows: the window in which a damaged
    /// frame could pass for a torn one (D-12).
    private static final long MARK_NANOS = 5_000_000;

    /// A memtable is frozen when its log reaches this many times its size (D-9).
    private static final long LOG_PER_MEMTABLE = 4;

    /// Callers that look for the end of an unsynced write. 16 of 16 callers on two cores: 300 to 480 k writes per
    /// second, 4 of them: 170 to 190 k; 16 of 64: 180 to 200 k, none: 145 to 160 k (decision 0070).
    private static final int LOOKOUTS_PER_CORE = 8;

    private Wiring() {}

    /// The way of a write; null in a store that is only read.
    static @Nullable WritePath writePath(
            StoreParts parts, Reading reading, Rotations rotations, StoreCounters counters, EventSink events) {
        LogWriter log = parts.log();
        SegmentPreparer segments = parts.segments();
        DirectoryLock lock = parts.lock();
        WriteMemory memory = parts.writing();
        if (log == null || segments == null || lock == null || memory == null) {
            return null;
        }
        StoreOptions options = parts.options();
        Seams seams = parts.seams();
        WriterConfig config = new WriterConfig(
                parts.directory().path(),
                log.bufferedBytes(),
                LOG_PER_MEMTABLE * options.memtableBytes(),
                options.syncInterval().toNanos(),
                options.slowSync().toNanos(),
                MARK_NANOS);
        WriteSizes sizes = new WriteSizes(
                options.ringSize(),
                options.ringSlotBytes(),
                options.memtableBytes(),
                memory.memtables(),
                options.preparedSegments(),
                options.overflowBytes(),
                memory.large(),
                patience(options));
        return new WritePath(
                config,
                sizes,
                new WritePath.Surroundings(
                        seams.scheduler(),
                        seams.clock(),
                        parts.time(),
                        seams.memory(),
                        reading.view(),
                        reading.horizon(),
                        log,
                        segments,
                        rotations,
                        fence(lock),
                        counters,
                        events,
                        parts.lastSequence()));
    }

    private static Fence fence(DirectoryLock lock) {
        return () -> {
            if (!lock.isLost()) {
                return null;
            }
            try {
                lock.requireHeld();
                return null;
            } catch (FencedException fenced) {
                return fenced;
            }
        };
    }

    private static Patience patience(StoreOptions options) {
        Supplier<? extends IdleStrategy> idle = options.writerIdle();
        IdleStrategy writerIdle = idle == null ? null : idle.get();
        int cores = Runtime.getRuntime().availableProcessors();
        Waiting waiting = options.waiting() == Waiting.BY_CORES && cores == 1 ? Waiting.PARK : options.waiting();
        return switch (waiting) {
            case PARK -> new Patience(0, 0, 0, 0, 0, 0, 0, writerIdle);
            case BY_CORES ->
                new Patience(100, cores, cores - 1, LOOKOUTS_PER_CORE * cores, 200_000, 30_000, 60_000, writerIdle);
            case SPIN ->
                new Patience(500, cores, cores - 1, LOOKOUTS_PER_CORE * cores, 1_000_000, 200_000, 60_000, writerIdle);
        };
    }
}

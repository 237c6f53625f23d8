package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compaction.CompactionConfig;
import io.varve.compaction.Pick;
import io.varve.compaction.Shape;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.event.EventSink;
import io.varve.format.EngineTime;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.nativeio.sim.Simulation;
import io.varve.stats.FlushCounters;
import io.varve.view.Debt;
import io.varve.view.FrozenMemTable;
import io.varve.view.Horizon;
import io.varve.wal.LogEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// Flushes around a writer, streams and installs that are stand-ins, in a simulation.
///
/// The stand-ins check what flushes promise: that a table overtakes others only when the log has
/// all of it, that a file number is given once, that a memtable is retired once, and only when
/// nothing streams it.
final class FlushRig implements Streams, Installs, StoreHealth {
    static final long STREAM_NANOS = 1_000_000_000;
    static final int MOST_FROZEN = 4;

    /// What a stream does.
    enum Fate {
        SUCCEEDS,
        FAILS,
        IS_FULL,
        THROWS,
        STALLS
    }

    /// Decides the fate of an attempt.
    interface Fates {
        Fate of(FlushAttempt attempt);
    }

    final Simulation simulation;
    final SimMemory memory;
    final RotationQueue rotations;
    final Horizon horizon = new Horizon(0);
    final List<Long> installed = new ArrayList<>();
    final Map<String, Long> named = new TreeMap<>();
    final Map<Long, Integer> streaming = new TreeMap<>();
    final List<Long> retired = new ArrayList<>();
    final List<Long> numbers = new ArrayList<>();
    final FlushCounters counters = new FlushCounters();
    final Flushes flushes;
    private final SplittableRandom random;
    private final Fates fates;
    private final List<Object> wakeable = new ArrayList<>();
    private long snapshotId;
    private long nextNumber = 1;
    private long lastRotation;
    private long sequence;
    private int written;
    private boolean isEnded;

    @Nullable
    StoreException failure;

    /// What the next install meets; null for nothing.
    @Nullable
    StoreException installFailure;

    boolean isInstallFailureTerminal;

    /// What is thrown by the next install, after it was done; null for nothing.
    @Nullable
    Error installDeath;

    /// What is thrown when a merge is planned; null for nothing.
    @Nullable
    Error planDeath;

    /// Rotations whose tables were removed.
    int discarded;

    FlushRig(Simulation simulation, boolean hasThreads, int streamers, Fates fates) {
        this.simulation = simulation;
        this.random = simulation.random("rig");
        this.fates = fates;
        this.memory = new SimMemory(new MemoryBudget(1 << 24), simulation);
        Scheduler scheduler = simulation.scheduler();
        this.rotations = new RotationQueue(MOST_FROZEN, hasThreads, 0, new RotationMark(0, 0), scheduler);
        FlushConfig config = new FlushConfig(
                "/store", streamers, hasThreads, STREAM_NANOS, new Backoff(1_000_000, 50_000_000, random), 20, 0, 0);
        this.flushes = new Flushes(
                config,
                new Flushes.Surroundings(
                        scheduler,
                        simulation.clock(),
                        rotations,
                        List.of(),
                        this,
                        this,
                        new CompactionParts(
                                new CompactionConfig(true, 4, 8, 4, 1, 1, 1, 50),
                                null,
                                1,
                                new NoMerging(),
                                new Backoff(1_000_000, 50_000_000, random),
                                new Debt(),
                                new Pressure(8, 1L << 40, hasThreads),
                                pace -> {}),
                        this,
                        noReserve(),
                        () -> 0,
                        counters,
                        EventSink.NONE),
                this::wakeAll);
    }

    /// No space is kept.
    static Reserve noReserve() {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/none");
        return new Reserve(disk.openDirectory("/none"), 0, new Simulation(1).clock());
    }

    void wakeAll() {
        wakeable.forEach(simulation.scheduler()::unpark);
    }

    /// The writer: writes and freezes by itself, serves requests, syncs when it is told to. Ends by
    /// [#endWriter].
    void writeFor(int rotationsOfItsOwn) {
        Scheduler scheduler = simulation.scheduler();
        wakeable.add(scheduler.self());
        int left = rotationsOfItsOwn;
        while (!isEnded) {
            long asked = rotations.asked();
            boolean isAsked = asked > served;
            long syncAsked = rotations.syncAsked();
            if (syncAsked > synced || random.nextInt(4) == 0) {
                horizon.publishVisibleRelease(sequence);
                horizon.publishDurableRelease(sequence);
                synced = syncAsked;
                rotations.onSynced(synced);
            }
            if (rotations.hasRoom() && (isAsked || left > 0)) {
                left -= isAsked ? 0 : 1;
                written += random.nextInt(3);
                if (written > 0) {
                    freeze();
                }
            }
            if (isAsked && written == 0) {
                served = asked;
                rotations.onServed(asked);
            }
            pause(scheduler, 1 + random.nextInt(3_000_000));
        }
    }

    private long served;
    private long synced;

    void endWriter() {
        isEnded = true;
        wakeAll();
    }

    void write() {
        written++;
    }

    long sequence() {
        return sequence;
    }

    private void freeze() {
        sequence += written;
        written = 0;
        horizon.publishVisibleRelease(sequence);
        Region arena = memory.allocate(memory.budget().account("memtable"), 4096, Pages.BASE);
        lastRotation++;
        FrozenMemTable frozen = new FrozenMemTable(new MemTable(arena), lastRotation, lastRotation, sequence);
        rotations.onFrozen(frozen, new LogEnd(lastRotation, 4096, sequence, 0));
    }

    long lastRotation() {
        return lastRotation;
    }

    @Override
    public Built stream(FlushAttempt attempt) throws Exception {
        long rotation = attempt.source().rotation();
        streaming.merge(rotation, 1, Integer::sum);
        try {
            Scheduler scheduler = simulation.scheduler();
            pause(scheduler, random.nextInt(5_000_000));
            assertFalse(retired.contains(rotation), "streamed after it was given back");
            return switch (fates.of(attempt)) {
                case SUCCEEDS -> new Made();
                case FAILS -> throw new StoreIoException("fdatasync", "table", Errno.EIO);
                case IS_FULL -> throw new StoreIoException("fallocate", "table", Errno.ENOSPC);
                case THROWS -> throw new InternalError("a mapped access failed");
                case STALLS -> {
                    pause(scheduler, STREAM_NANOS + random.nextLong(STREAM_NANOS));
                    if (attempt.isAbandoned() && random.nextBoolean()) {
                        throw new CancellationException("given up");
                    }
                    yield new Made();
                }
            };
        } finally {
            streaming.merge(rotation, -1, Integer::sum);
        }
    }

    int streamingNow() {
        return streaming.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void pause(Scheduler scheduler, long nanos) {
        scheduler.await(() -> false, simulation.clock().nanoTime() + nanos);
    }

    /// A table that knows what became of it.
    private final class Made implements Built {
        private boolean isDiscarded;

        @Override
        public long bytes() {
            return 1;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void leave() {
            assertFalse(isDiscarded, "left after it was discarded");
        }

        @Override
        public void discard() {
            assertFalse(isDiscarded, "discarded twice");
            isDiscarded = true;
            discarded++;
        }
    }

    @Override
    public long install(FrozenMemTable memtable, Built built, @Nullable LogEnd overtaking) {
        assertEquals(null, failure, "installed after the store had failed");
        StoreException refused = installFailure;
        if (refused != null) {
            installFailure = null;
            failure = isInstallFailureTerminal ? refused : null;
            throw refused;
        }
        assertFalse(installed.contains(memtable.rotation()), "installed twice");
        boolean isInOrder = true;
        for (long older = 1; older < memtable.rotation(); older++) {
            isInOrder &= installed.contains(older);
        }
        assertTrue(
                isInOrder || horizon.durableAcquire() >= memtable.lastSequence(),
                "out of order, and not all of it durable in the log");
        installed.add(memtable.rotation());
        Error death = installDeath;
        if (death != null) {
            throw death;
        }
        return ++snapshotId;
    }

    @Override
    public Shape shape(
            long oldestRotation, List<Pick> running, Set<Long> taken, long oldestSnapshot, long purgeMillis) {
        Error death = planDeath;
        if (death != null) {
            throw death;
        }
        return new Shape(List.of(), running, taken, oldestSnapshot, purgeMillis);
    }

    @Override
    public MergePlan plan(Pick pick) {
        throw new IllegalStateException("no merge here");
    }

    @Override
    public long move(MergePlan plan) {
        throw new IllegalStateException("no merge here");
    }

    @Override
    public long installMerge(MergePlan plan, Built built) {
        throw new IllegalStateException("no merge here");
    }

    @Override
    public long name(String name, long upTo) {
        named.put(name, upTo);
        return ++snapshotId;
    }

    @Override
    public void dropName(String name) {
        if (named.remove(name) == null) {
            throw new IllegalArgumentException("no snapshot " + name);
        }
    }

    @Override
    public long snapshotId() {
        return snapshotId;
    }

    @Override
    public @Nullable StoreException failure() {
        return failure;
    }

    @Override
    public void fail(StoreException cause) {
        failure = failure == null ? cause : failure;
    }

    @Override
    public boolean isUnsure() {
        return false;
    }

    @Override
    public boolean mayOvertake() {
        return true;
    }

    @Override
    public long nextFileNumber() {
        numbers.add(nextNumber);
        return nextNumber++;
    }

    @Override
    public void retire(FrozenMemTable memtable) {
        assertTrue(installed.contains(memtable.rotation()), "given back before it was installed");
        assertFalse(retired.contains(memtable.rotation()), "given back twice");
        assertEquals(0, streaming.getOrDefault(memtable.rotation(), 0), "given back while somebody streams it");
        retired.add(memtable.rotation());
        memory.free(memtable.table().arena());
    }

    @Override
    public int reap() {
        return 0;
    }

    @Override
    public EngineTime time() {
        return EngineTime.standing(0);
    }

    @Override
    public void promiseTime() {
        throw new IllegalStateException("nobody needs it");
    }

    @Override
    public boolean hasToReap() {
        return false;
    }
}

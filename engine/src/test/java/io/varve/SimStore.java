package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.text;

import io.varve.error.StoreException;
import io.varve.lock.Holder;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.nativeio.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A store on a simulated machine: one simulated process's disk, memory, clock and threads.
final class SimStore {
    static final String PATH = "/store";

    /// What a recovery found.
    ///
    /// @param names all there are
    /// @param named what was opened of them
    record Found(
            Map<String, String> content,
            Set<String> names,
            Map<String, NamesOracle.Named> named,
            RecoveryReport report) {}

    /// What an open came to.
    record Attempt(Map<String, String> content, @Nullable StoreException refusal) {}

    private static final Holder HOLDER = new Holder(1, "sim", 0);

    final Simulation simulation;
    final SimDisk disk;
    final SimMemory memory;
    private final StoreOptions options;

    /// What the store takes for its clock.
    Clock clock;

    SimStore(Simulation simulation, SimDisk disk, StoreOptions options) {
        this.simulation = simulation;
        this.disk = disk;
        this.options = options;
        this.clock = simulation.clock();
        this.memory = new SimMemory(new MemoryBudget(options.memoryBudgetBytes()), simulation);
    }

    /// Options of the smallest store there can be, varied.
    static StoreOptions tiny(SplittableRandom random) {
        int[] rings = {2, 4, 64};
        int segment = 16 << 10 << random.nextInt(2);
        int memtable = 4 << 10 << random.nextInt(2);
        int ring = random.nextInt(rings.length);
        int slot = random.nextInt(3);
        Compaction[] compactions = {Compaction.MANUAL, Compaction.LAZY, Compaction.LEVELED};
        Compression[] codecs = Compression.values();
        return tiny().logSegmentBytes(segment)
                .memtableBytes(memtable)
                .ringSize(rings[ring])
                .ringSlotBytes(64 << slot)
                // Not drawn: the seeds of failures that became tests go on to mean what they meant.
                .compression(codecs[(ring + slot) % codecs.length])
                .bottomCompression(codecs[(2 * ring + slot) % codecs.length])
                .signposts((ring + slot) % 3 != 0)
                // Not drawn either: so few that writes are slowed and held.
                .stallFlushes(2 + ring + slot)
                .stallDebtBytes(slot == 0 ? 16 << 10 : 1 << 30)
                .preparedSegments(1 + random.nextInt(2))
                .directLog(random.nextInt(3) == 0)
                // Not drawn either, as the codecs.
                .mappedLog((ring + slot) % 2 == 0)
                .syncInterval(Duration.ofMillis(random.nextInt(4) == 0 ? 2 : 0))
                .compaction(compactions[random.nextInt(compactions.length)])
                .compactionThreads(1 + random.nextInt(2))
                .level0Flushes(1 + random.nextInt(4))
                .runsPerLevel(1 + random.nextInt(4))
                .levelRatio(2 + random.nextInt(3))
                .tableBytes(4 << 10 << random.nextInt(4))
                .build();
    }

    static StoreOptionsBuilder tiny() {
        return StoreOptions.builder()
                .logSegmentBytes(16 << 10)
                .logBufferBytes(8 << 10)
                // So that writes are calls, which can fail and be crashed at; tests of both ways say so.
                .mappedLog(false)
                .memtableBytes(4 << 10)
                .frozenMemtables(1)
                .memoryBudgetBytes(8 << 20)
                .diskReserveBytes(0)
                .ringSize(4)
                .ringSlotBytes(128)
                .overflowBytes(4 << 10)
                .preparedSegments(1)
                .eventQueueSize(2)
                // Longer than a run may take: who is forgotten fails the test, and is not saved by a deadline.
                .deadline(Duration.ofDays(1))
                .waiting(Waiting.PARK);
    }

    /// The same with the smallest budget that goes with them.
    static StoreOptionsBuilder least(StoreOptionsBuilder options) {
        return options.memoryBudgetBytes(options.build().minimumBudgetBytes());
    }

    Store open() {
        return open(options);
    }

    /// Within a task of the simulation. Without a file of statistics, which would be written for ever: nothing
    /// could be seen to wait for something that never comes.
    Store open(StoreOptions with) {
        return openAs(with.toBuilder().statisticsInterval(Duration.ZERO).build());
    }

    /// Likewise, with the file if the options say so.
    Store openAs(StoreOptions with) {
        return openAt(Path.of(PATH), with);
    }

    /// Likewise, a store in another directory.
    Store openAt(Path path, StoreOptions with) {
        Seams seams = new Seams(disk, memory, clock, simulation.scheduler(), HOLDER, simulation.random("identity"));
        return Opening.open(seams, path.toString(), with);
    }

    /// Throws unless a closed store has given everything back.
    void requireNothingLeft() {
        if (!disk.openHandles().isEmpty()) {
            throw new AssertionError("left open: " + disk.openHandles());
        }
        requireNoMemoryLeft();
    }

    /// As [#requireNothingLeft()], when other processes have files open on its disk.
    void requireNoMemoryLeft() {
        if (memory.live() != 0 || memory.budget().used() != 0) {
            throw new AssertionError(
                    memory.live() + " regions left, " + memory.budget().used() + " bytes of the budget: "
                            + memory.budget().accounts());
        }
    }

    /// Opens the store on a disk that nobody else uses, in a process of its own, reads everything, and closes
    /// it.
    static Found recover(SimDisk disk, StoreOptions options, long seed) {
        return recover(disk, options, seed, saved -> saved);
    }

    /// As [#recover], for one of many images: of the named snapshots it opens one, whichever the seed says.
    static Found recoverOneOfMany(SimDisk disk, StoreOptions options, long seed) {
        return recover(disk, options, seed, saved -> {
            int one = saved.isEmpty() ? 0 : (int) Math.floorMod(seed, (long) saved.size());
            return saved.stream().skip(one).limit(1).toList();
        });
    }

    private static Found recover(
            SimDisk disk, StoreOptions options, long seed, UnaryOperator<List<SavedSnapshot>> opened) {
        Simulation simulation = new Simulation(seed);
        SimStore process = new SimStore(simulation, disk.attach(simulation), options);
        Found[] found = new Found[1];
        simulation.spawn("recovery", () -> {
            try (Store store = process.open()) {
                List<SavedSnapshot> saved = store.snapshots();
                Set<String> names = saved.stream().map(SavedSnapshot::name).collect(Collectors.toSet());
                Map<String, NamesOracle.Named> named = namedBy(store, opened.apply(saved));
                found[0] = new Found(contentOf(store), names, named, store.recoveryReport());
            }
        });
        simulation.run();
        process.requireNothingLeft();
        return found[0];
    }

    /// Like [#recover], when the open may be refused; whatever it comes to, everything must be given back.
    ///
    /// @return what was found, or why nothing was
    static Attempt attempt(SimDisk disk, StoreOptions options, long seed) {
        Simulation simulation = new Simulation(seed).bounds(200_000, 3_600_000_000_000L);
        SimStore process = new SimStore(simulation, disk.attach(simulation), options);
        Attempt[] attempt = new Attempt[1];
        simulation.spawn("attempt", () -> {
            try (Store store = process.open()) {
                attempt[0] = new Attempt(contentOf(store), null);
            } catch (StoreException refusal) {
                attempt[0] = new Attempt(Map.of(), refusal);
            }
        });
        simulation.run();
        process.requireNothingLeft();
        return attempt[0];
    }

    /// Lets a task of a process of its own use the store on a disk.
    static void use(SimDisk disk, StoreOptions options, long seed, Consumer<SimStore> use) {
        Simulation simulation = new Simulation(seed);
        SimStore process = new SimStore(simulation, disk.attach(simulation), options);
        simulation.spawn("user", () -> use.accept(process));
        simulation.run();
        process.requireNothingLeft();
    }

    /// What is done with a disk of which one call fails.
    @FunctionalInterface
    interface Faulted {
        /// Gives how many calls it made that may fail.
        long run(long call, int errno);
    }

    /// Has every call fail once, each in a run of its own, with one errno and another in turn.
    ///
    /// @param least calls that it has
    static void failEveryCall(int least, Faulted faulted) {
        long calls = faulted.run(Long.MAX_VALUE, Errno.EIO);
        require(calls > least, "too few", calls + " calls");
        for (long call = 1; call <= calls; call++) {
            faulted.run(call, call % 2 == 0 ? Errno.EIO : Errno.ENOSPC);
        }
    }

    /// Everything in it, read forward, backward and key by key, which must agree.
    static Map<String, String> contentOf(Store store) {
        try (StoreCursor cursor = store.cursor()) {
            Map<String, String> content = scan(cursor);
            for (Map.Entry<String, String> entry : content.entrySet()) {
                byte[] value = store.get(bytes(entry.getKey()));
                require(value != null && text(value).equals(entry.getValue()), "get differs from scan", entry.getKey());
                require(!store.contains(bytes(entry.getKey() + "!")), "there is", entry.getKey() + "!");
            }
            return content;
        }
    }

    /// What is kept under names, each opened and read as a store.
    static Map<String, NamesOracle.Named> namedBy(Store store, List<SavedSnapshot> opened) {
        Map<String, NamesOracle.Named> names = new TreeMap<>();
        for (SavedSnapshot saved : opened) {
            try (Store named = store.openSnapshot(saved.name())) {
                names.put(saved.name(), new NamesOracle.Named(contentOf(named), saved.sequence()));
            }
        }
        return names;
    }

    /// Walks forth and back.
    static NavigableMap<String, String> scan(StoreCursor cursor) {
        TreeMap<String, String> forward = new TreeMap<>();
        String last = "";
        for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
            String key = text(cursor.key());
            require(forward.isEmpty() || key.compareTo(last) > 0, "the scan goes back at", key);
            forward.put(key, text(cursor.value()));
            last = key;
        }
        TreeMap<String, String> backward = new TreeMap<>();
        for (boolean isThere = cursor.last(); isThere; isThere = cursor.previous()) {
            String key = text(cursor.key());
            require(backward.isEmpty() || key.compareTo(last) < 0, "the backward scan goes forth at", key);
            backward.put(key, text(cursor.value()));
            last = key;
        }
        require(forward.equals(backward), "backward differs from forward", backward + " from " + forward);
        return forward;
    }

    private static void require(boolean condition, String what, String where) {
        if (!condition) {
            throw new AssertionError(what + " " + where);
        }
    }
}

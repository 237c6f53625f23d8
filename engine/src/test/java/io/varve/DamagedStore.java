package io.varve;

import static io.varve.StoreOracle.bytes;

import io.varve.lock.Holder;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/// A closed store with a sorted run, tables of level 0 and a log, to be damaged; and what it held after each
/// operation.
final class DamagedStore {
    static final StoreOptions OPTIONS = SimStore.tiny()
            .memtableBytes(64 << 10)
            .memoryBudgetBytes(8 << 20)
            .blockBytes(512)
            .createIfMissing(false)
            .build();
    static final StoreOptions READING = OPTIONS.toBuilder().readOnly(true).build();

    private static final String TABLES = "/store/tables/";
    private static final String LOG = "/store/wal/";

    final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    /// What there was after so many operations.
    final List<NavigableMap<String, String>> states = new ArrayList<>(List.of(new TreeMap<>()));

    private DamagedStore() {}

    /// Keys of the run are spread over all; those of a table of level 0 lie close together, and half of them are
    /// in the run as well.
    static DamagedStore make(long seed) {
        DamagedStore made = new DamagedStore();
        made.disk.makeDirectories("/");
        SplittableRandom random = new SplittableRandom(seed);
        StoreOptions options = OPTIONS.toBuilder().createIfMissing(true).build();
        SimStore.use(made.disk, options, seed + 1000, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < 120; i++) {
                    made.put(store, 1000 + 10 * random.nextInt(200), "what was in the run at last, number " + i);
                }
                store.compact().await();
                for (int table = 0; table < 3; table++) {
                    for (int i = 0; i < 40; i++) {
                        made.change(store, 1000 + 500 * table + 5 * random.nextInt(80), "table " + table, random);
                    }
                    store.flush().await();
                }
                for (int i = 0; i < 60; i++) {
                    made.change(store, 1000 + 5 * random.nextInt(400), "log " + i, random);
                }
            }
        });
        return made;
    }

    /// What there is in the end.
    NavigableMap<String, String> content() {
        return states.getLast();
    }

    /// A copy, to be damaged.
    SimDisk copy() {
        return new CrashImages(disk, new SplittableRandom(1)).allKept();
    }

    List<String> tables() {
        return files(TABLES);
    }

    List<String> segments() {
        return files(LOG);
    }

    /// The segment that the last operations are in.
    String liveSegment() {
        for (String segment : segments()) {
            SimDisk damaged = copy();
            damaged.contents().flipBit(segment, 8 * 4200);
            boolean[] isWhole = new boolean[1];
            degraded(damaged, store -> isWhole[0] = store.openReport().isLogWhole());
            if (!isWhole[0]) {
                return segment;
            }
        }
        throw new AssertionError("no segment is missed of " + segments());
    }

    List<String> manifests() {
        return files("/store/manifest-");
    }

    /// Lets somebody use what can be opened of a damaged store.
    static void degraded(SimDisk disk, Consumer<Store> use) {
        process(disk, seams -> {
            try (Store store = Opening.openDegraded(seams, SimStore.PATH, READING)) {
                use.accept(store);
            }
        });
    }

    /// Lets somebody use the seams of a process of its own, which must give everything back.
    static void process(SimDisk disk, Consumer<Seams> use) {
        Simulation simulation = new Simulation(1).bounds(5_000_000, 3_600_000_000_000L);
        SimStore process = new SimStore(simulation, disk.attach(simulation), OPTIONS);
        simulation.spawn(
                "user",
                () -> use.accept(new Seams(
                        process.disk,
                        process.memory,
                        process.clock,
                        simulation.scheduler(),
                        new Holder(3, "sim", 0),
                        simulation.random("identity"))));
        simulation.run();
        process.requireNothingLeft();
    }

    static void remove(SimDisk disk, String path) {
        int slash = path.lastIndexOf('/');
        try (var directory = disk.openDirectory(path.substring(0, slash))) {
            if (directory.unlink(path.substring(slash + 1)) != 0) {
                throw new AssertionError(path);
            }
        }
    }

    private List<String> files(String prefix) {
        return disk.contents().files().stream()
                .filter(path -> path.startsWith(prefix))
                .sorted()
                .toList();
    }

    private void change(Store store, int key, String value, SplittableRandom random) {
        if (random.nextInt(5) == 0) {
            Map<String, String> before = states.getLast();
            TreeMap<String, String> after = new TreeMap<>(before);
            after.remove("k" + key);
            store.delete(bytes("k" + key), Durability.PROCESS);
            states.add(after);
        } else {
            put(store, key, value);
        }
    }

    private void put(Store store, int key, String value) {
        TreeMap<String, String> after = new TreeMap<>(states.getLast());
        after.put("k" + key, value);
        store.put(bytes("k" + key), bytes(value), Durability.PROCESS);
        states.add(after);
    }
}

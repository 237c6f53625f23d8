package io.varve;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The files of a small store, durable byte for byte, and all the states that it ever had: a table that a merge made,
/// one that a flush made and that a name holds, and the log of what was written since.
///
/// @param files content by path
/// @param states after each write
/// @param proven the first of `states` that may be found: later writes were synced, and frames after that say so
record GoldenStore(Map<String, byte[]> files, List<Map<String, String>> states, int proven) {
    static final StoreOptions OPTIONS = SimStore.tiny().build();
    static final StoreOptions READ_ONLY =
            OPTIONS.toBuilder().readOnly(true).createIfMissing(false).build();

    private static final int FLUSHED = 6;
    private static final int SYNCED = 12;
    private static final int UNPROVEN = 6;

    /// A store that was closed in order, in its second life.
    static GoldenStore closed() {
        return make(true);
    }

    /// A store whose process was killed in its second life: some writes synced, and known to be; some not.
    static GoldenStore crashed() {
        return make(false);
    }

    /// A store with other content and another identity.
    static GoldenStore other() {
        return make(true, 2);
    }

    /// A disk with these files, all durable.
    static SimDisk disk(Map<String, byte[]> files) {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/store/wal");
        files.forEach((path, content) -> {
            disk.makeDirectories(path.substring(0, path.lastIndexOf('/')));
            disk.contents().write(path, content);
        });
        return disk;
    }

    SimDisk disk() {
        return disk(files);
    }

    /// What all its writes came to.
    Map<String, String> content() {
        return states.getLast();
    }

    /// A disk of its own that begins as this one is now.
    static SimDisk fork(SimDisk disk) {
        return new CrashImages(disk, new SplittableRandom(1)).killed();
    }

    private static GoldenStore make(boolean isClosed) {
        return make(isClosed, 1);
    }

    private static GoldenStore make(boolean isClosed, long seed) {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, seed);
        disk.makeDirectories("/");
        List<Map<String, String>> states = new ArrayList<>(List.of(Map.of()));
        int[] proven = {0};
        SimStore.use(disk, OPTIONS, seed, process -> {
            try (Store store = process.open()) {
                write(store, states, FLUSHED, Durability.PROCESS, seed);
                store.flush().await();
                write(store, states, FLUSHED, Durability.PROCESS, seed);
                store.compact().await();
                write(store, states, SYNCED, Durability.SYNC, seed);
            }
        });
        List<SimDisk> killed = new ArrayList<>();
        SimStore.use(disk, OPTIONS, seed, process -> {
            try (Store store = process.open()) {
                store.flush("a name").await();
                write(store, states, SYNCED, Durability.SYNC, seed);
                awaitMark(process);
                proven[0] = states.size() - 1;
                write(store, states, UNPROVEN, Durability.PROCESS, seed);
                killed.add(fork(disk));
            }
        });
        SimDisk left = isClosed ? disk : killed.getFirst();
        Map<String, byte[]> files = new TreeMap<>();
        left.contents().files().forEach(path -> files.put(path, left.contents().read(path)));
        return new GoldenStore(files, List.copyOf(states), isClosed ? states.size() - 1 : proven[0]);
    }

    private static void write(
            Store store, List<Map<String, String>> states, int count, Durability durability, long seed) {
        for (int i = 0; i < count; i++) {
            TreeMap<String, String> state = new TreeMap<>(states.getLast());
            String key = "key" + i % 7;
            if (i % 5 == 4) {
                state.remove(key);
                store.delete(StoreOracle.bytes(key), durability);
            } else {
                String value = "value " + seed + "." + states.size() + "-".repeat(i);
                state.put(key, value);
                store.put(StoreOracle.bytes(key), StoreOracle.bytes(value), durability);
            }
            states.add(state);
        }
    }

    /// The mark that says what is synced follows within milliseconds.
    private static void awaitMark(SimStore process) {
        Scheduler scheduler = process.simulation.scheduler();
        long until = process.clock.nanoTime() + 100_000_000;
        scheduler.await(() -> process.clock.nanoTime() >= until, until);
    }
}

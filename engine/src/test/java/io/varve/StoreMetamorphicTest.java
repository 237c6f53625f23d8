package io.varve;

import io.varve.MetamorphicHistory.Step;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/// One history, many stores: whatever the size of memtables, blocks, filters and tables, with and without threads,
/// opened once or after every step, with options that change at every open, a store gives the answers that a sorted
/// map gives: to lookups of what is there and what is not, to cursors forth and back, to snapshots, to named
/// snapshots that are opened beside it, and to checkpoints.
final class StoreMetamorphicTest {
    private static final int STEPS = 300;

    /// Long enough that 1 MiB is full several times.
    private static final int STEPS_OF_MANY = 6_000;

    private static final long[] MEMTABLES = {4 << 10, 8 << 10, 64 << 10, 1 << 20};
    private static final int LARGEST_MEMTABLE = 64 << 20;
    private static final int[] BLOCKS = {512, 1024, 4096, 64 << 10};
    private static final int[] BLOOM_BITS = {1, 10, 32};
    private static final Compression[] CODECS = Compression.values();
    private static final long[] TABLES = {4 << 10, 64 << 10, 256 << 20};
    private static final int[] REOPENED_EVERY = {0, 0, 0, 1, 7, 40};

    private static final MetamorphicRun.Tally TALLY = new MetamorphicRun.Tally();
    private static long histories;
    private static long stores;
    private static long nanos;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    /// The corners of the table of options first.
    @RandomizedTest(seeds = 6)
    void theSmallestAndTheLargestStoreAnswerAlike(long seed) {
        play(seed, STEPS, (steps, random) -> {
            StoreOptions smallest = SimStore.tiny()
                    .blockBytes(512)
                    .bloomBitsPerKey(1)
                    .tableBytes(4 << 10)
                    .build();
            simulate(seed, steps, 0, some -> smallest);
            simulate(seed, steps, 1, some -> smallest);
            StoreOptions alone = smallest.toBuilder().background(false).build();
            simulate(seed, steps, 0, some -> alone);
            simulate(seed, steps, 1 + random.nextInt(9), some -> alone);
            StoreOptions largest = large().build();
            simulate(seed, steps, 0, some -> largest);
            simulate(seed, steps, STEPS / 3, some -> largest);
        });
    }

    @RandomizedTest(seeds = 30)
    void allOptionsGiveTheSameAnswers(long seed) {
        play(seed, STEPS, (steps, random) -> {
            for (int i = 0; i < 6; i++) {
                int reopened = REOPENED_EVERY[random.nextInt(REOPENED_EVERY.length)];
                StoreOptions fixed = any(random);
                boolean isChanging = reopened > 0 && random.nextBoolean();
                simulate(seed, steps, reopened, isChanging ? StoreMetamorphicTest::any : some -> fixed);
            }
        });
    }

    @RandomizedTest(seeds = 2)
    void longHistoriesGiveTheSameAnswers(long seed) {
        play(seed, STEPS_OF_MANY, (steps, random) -> {
            for (int i = 0; i < 3; i++) {
                StoreOptions fixed = any(random);
                simulate(seed, steps, i == 0 ? 0 : 100 + random.nextInt(1000), some -> fixed);
            }
        });
    }

    /// With real threads, whose order nobody decides.
    @RandomizedTest(seeds = 2)
    void aRealDirectoryGivesTheSameAnswers(long seed) {
        play(seed, STEPS, (steps, random) -> {
            for (int i = 0; i < 5; i++) {
                Path path = folder.resolve("store " + seed + "." + i);
                int reopened = i == 0 ? 40 : REOPENED_EVERY[random.nextInt(REOPENED_EVERY.length)];
                StoreOptions options = i == 0 ? large().build() : any(random);
                new MetamorphicRun(directory(path, options), reopened, TALLY).play(steps, () -> options);
                stores++;
            }
        });
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_METAMORPHIC)
                .count("histories", histories)
                .count("stores that each was played on, all together", stores)
                .count("steps", TALLY.steps)
                .count("answers compared", TALLY.hits + TALLY.misses + TALLY.entries)
                .count("lookups of what is there", TALLY.hits)
                .count("lookups of what is not", TALLY.misses)
                .count("entries of cursors", TALLY.entries)
                .count("snapshots walked through", TALLY.snapshots)
                .count("named snapshots opened", TALLY.names)
                .count("checkpoints opened", TALLY.checkpoints)
                .count("stores closed and opened again", TALLY.reopened)
                .count("tables of flushes", TALLY.tables)
                .count("merges", TALLY.merges)
                .count("changes of how many runs levels may have", TALLY.adapted)
                .count("refused for want of a flush, which the caller then made", TALLY.madeRoom)
                .nanos(nanos)
                .publish();
    }

    private interface Player {
        void play(List<Step> steps, SplittableRandom random);
    }

    private static void play(long seed, int length, Player player) {
        long start = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        player.play(MetamorphicHistory.of(random.split(), length), random);
        histories++;
        nanos += System.nanoTime() - start;
    }

    private static void simulate(
            long seed, List<Step> steps, int reopenEvery, Function<SplittableRandom, StoreOptions> options) {
        Simulations.run(seed, simulation -> {
            SplittableRandom random = simulation.random("options");
            SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories("/");
            SimulatedHome home = new SimulatedHome(simulation, disk, () -> options.apply(random));
            MetamorphicRun run = new MetamorphicRun(home, reopenEvery, TALLY);
            simulation.spawn("client", () -> run.play(steps, () -> home.options));
            simulation.run();
        });
        stores++;
    }

    private static final class SimulatedHome implements MetamorphicRun.Home {
        private final Simulation simulation;
        private final SimDisk disk;
        private final Supplier<StoreOptions> next;
        private StoreOptions options;
        private SimStore process;
        private int passed;

        SimulatedHome(Simulation simulation, SimDisk disk, Supplier<StoreOptions> next) {
            this.simulation = simulation;
            this.disk = disk;
            this.next = next;
            this.options = SimStore.tiny().build();
            this.process = new SimStore(simulation, disk, options);
        }

        @Override
        public Store open() {
            options = next.get();
            process = new SimStore(simulation, disk, options);
            return process.open();
        }

        @Override
        public Store openCopy(Path path) {
            StoreOptions quiet =
                    options.toBuilder().statisticsInterval(Duration.ZERO).build();
            return new SimStore(simulation, disk, options).openAt(path, quiet);
        }

        @Override
        public Path copy(int id) {
            return Path.of("/copy " + id);
        }

        @Override
        public void onClosed() {
            process.requireNothingLeft();
        }

        /// So that there are windows to adapt by.
        @Override
        public void pass() {
            if (options.adaptiveCompaction() && ++passed % 4 == 0) {
                long until = process.clock.nanoTime() + Duration.ofSeconds(5).toNanos();
                simulation.scheduler().await(() -> false, until);
            }
        }
    }

    private static MetamorphicRun.Home directory(Path path, StoreOptions options) {
        return new MetamorphicRun.Home() {
            @Override
            public Store open() {
                return Store.open(path, options);
            }

            @Override
            public Store openCopy(Path copy) {
                return Store.open(copy, options);
            }

            // Its threads would be found by the tests that come after.
            @Override
            public void onFailed(Store left) {
                left.close();
            }

            @Override
            public Path copy(int id) {
                return path.resolveSibling(path.getFileName() + ", copy " + id);
            }
        };
    }

    private static StoreOptions any(SplittableRandom random) {
        StoreOptions tiny = SimStore.tiny(random);
        // Not drawn: the seeds of failures that became tests go on to mean what they meant.
        boolean isAdaptive = tiny.compaction() == Compaction.LAZY && tiny.ringSize() > 2;
        // Whoever waits for windows to adapt by would wait for thousands of looks at so young a memtable.
        Duration young = Duration.ofMillis(isAdaptive ? 500 : 1);
        return tiny.toBuilder()
                .adaptiveCompaction(isAdaptive)
                .memtableBytes(MEMTABLES[random.nextInt(MEMTABLES.length)])
                .blockBytes(BLOCKS[random.nextInt(BLOCKS.length)])
                .bloomBitsPerKey(BLOOM_BITS[random.nextInt(BLOOM_BITS.length)])
                .compression(CODECS[random.nextInt(CODECS.length)])
                .bottomCompression(CODECS[random.nextInt(CODECS.length)])
                .tableBytes(TABLES[random.nextInt(TABLES.length)])
                .background(random.nextInt(3) != 0)
                .frozenMemtables(1 + random.nextInt(4))
                .maxPendingFlushes(1 + random.nextInt(3))
                .flushAge(random.nextInt(4) == 0 ? young : Duration.ZERO)
                .flushAgeBytes(200)
                .memoryBudgetBytes(64 << 20)
                .build();
    }

    private static StoreOptionsBuilder large() {
        return SimStore.tiny()
                .memtableBytes(LARGEST_MEMTABLE)
                .blockBytes(64 << 10)
                .bloomBitsPerKey(32)
                .compression(Compression.LZ4)
                .bottomCompression(Compression.ZSTD)
                .tableBytes(256 << 20)
                .memoryBudgetBytes(512 << 20);
    }
}

package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.ReadDamage;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import io.varve.report.Finding;
import io.varve.report.VerifyReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That a look at all files finds whatever is wrong with them, all of it, and nothing else.
final class StoreVerifyTest {
    private final DamagedStore store = DamagedStore.make(21);

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    @Test
    void nothingIsWrongWithAWholeStore() {
        use(store.copy(), open -> {
            VerifyReport report = open.verify();
            assertTrue(report.isSound(), report::toString);
            assertEquals(store.tables().size(), report.tables());
            assertTrue(report.blocks() > 12, report::toString);
            assertEquals(60, report.operations(), report::toString);
            assertTrue(report.isDirect());
            assertTrue(report.bytes() > 10_000, report::toString);
        });
    }

    @Test
    void eachPartOfEachTableIsLookedAt() {
        for (String table : store.tables()) {
            for (TableRegions.Region region :
                    TableRegions.of(store.disk.contents().read(table))) {
                for (long bit = 0; bit < 8 * region.length(); bit += Math.max(1, 8 * region.length() / 5)) {
                    SimDisk damaged = store.copy();
                    damaged.contents().flipBit(table, 8 * region.offset() + bit);
                    long flipped = bit;
                    DamagedStore.degraded(damaged, open -> {
                        VerifyReport report = open.verify();
                        assertTrue(report.findingCount() > 0, region + ", bit " + flipped);
                        assertTrue(report.findingCount() <= 2, report::toString);
                        for (Finding finding : report.findings()) {
                            assertEquals(table, finding.path());
                            assertTrue(finding.cause() instanceof CorruptionException, finding::toString);
                        }
                    });
                }
            }
        }
    }

    @Test
    void everythingIsToldAtOnce() {
        SimDisk damaged = store.copy();
        List<String> expected = new ArrayList<>();
        String segment = store.liveSegment();
        expected.add(segment);
        for (String table : store.tables()) {
            for (TableRegions.Region region :
                    TableRegions.of(store.disk.contents().read(table))) {
                if (region.isBlock() || region.isDispensable()) {
                    damaged.contents().flipBit(table, 8 * region.offset() + 9);
                    expected.add(table);
                }
            }
        }
        damaged.contents().flipBit(segment, 8 * 4200);
        DamagedStore.degraded(damaged, open -> {
            VerifyReport report = open.verify();
            assertEquals(expected, report.findings().stream().map(Finding::path).toList());
            assertFalse(report.isSound());
            assertTrue(report.isComplete());
        });
    }

    @Test
    void missingFilesAreTold() {
        SimDisk damaged = store.copy();
        String segment = store.liveSegment();
        use(damaged, open -> {
            DamagedStore.remove(damaged, store.tables().get(1));
            DamagedStore.remove(damaged, segment);
            VerifyReport report = open.verify();
            assertEquals(
                    List.of(segment, store.tables().get(1)),
                    report.findings().stream().map(Finding::path).toList());
        });
        SimDisk other = store.copy();
        use(other, open -> {
            other.contents().flipBit(store.manifests().getFirst(), 8 * 700);
            VerifyReport report = open.verify();
            assertEquals(1, report.findingCount());
            assertEquals(
                    store.manifests().getFirst(), report.findings().getFirst().path());
        });
    }

    /// What cannot be read is a finding, of the sector and not of its neighbours.
    @Test
    void whatCannotBeReadIsTold() {
        String table = store.tables().getFirst();
        SimDisk damaged = store.copy();
        use(damaged, open -> {
            damaged.faults().fail(Op.READ).onPaths(table::equals).always().with(Errno.EIO);
            VerifyReport report = open.verify();
            assertTrue(report.findingCount() > 0);
            assertTrue(report.findings().getFirst().cause() instanceof StoreIoException);
            damaged.faults().clear();
            assertTrue(open.verify().isSound());
        });
    }

    @Test
    void aListenerMayEndItOrCloseTheStore() {
        use(store.copy(), open -> {
            VerifyReport report = open.verify((what, done, all) -> false);
            assertFalse(report.isComplete());
            assertFalse(report.isSound());
            assertEquals(0, report.findingCount());
        });
        use(store.copy(), open -> {
            List<Long> done = new ArrayList<>();
            assertTrue(open.verify((what, bytes, all) -> done.add(bytes) && bytes <= all)
                    .isSound());
            assertTrue(done.size() >= 2, done::toString);
        });
        use(
                store.copy(),
                open -> assertThrows(
                        StoreClosedException.class,
                        () -> open.verify((what, done, all) -> {
                            open.close();
                            return true;
                        })));
    }

    /// Tables come and go, names are given and dropped, the log grows and is recycled.
    @RandomizedTest(seeds = 20)
    void nothingIsFoundBesideWritesFlushesAndMerges(long seed) {
        Simulation simulation = new Simulation(seed).bounds(5_000_000, 3_600_000_000_000L);
        SimDisk disk = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        disk.makeDirectories("/");
        SplittableRandom random = new SplittableRandom(seed);
        SimStore process = new SimStore(
                simulation, disk, SimStore.tiny().memoryBudgetBytes(8 << 20).build());
        boolean[] isOver = new boolean[1];
        int[] looks = new int[1];
        simulation.spawn("process", () -> {
            Store open = process.open();
            Object self = simulation.scheduler().self();
            simulation.spawn("writer", () -> {
                for (int i = 0; i < 150; i++) {
                    open.put(bytes("k" + random.nextInt(40)), new byte[random.nextInt(90)], Durability.PROCESS);
                    switch (random.nextInt(25)) {
                        case 0 -> open.flush();
                        case 1 -> open.compact();
                        case 2 -> {
                            open.flush("name " + i).await();
                            open.dropSnapshot("name " + i);
                        }
                        default -> open.syncUpTo(i % 7);
                    }
                }
                isOver[0] = true;
                simulation.scheduler().unpark(self);
            });
            while (!isOver[0]) {
                VerifyReport report = open.verify();
                assertTrue(report.isSound(), report::toString);
                looks[0]++;
            }
            open.close();
        });
        simulation.run();
        process.requireNothingLeft();
        assertTrue(looks[0] > 0);
    }

    @Test
    void theFailureOfAnyCallIsToldAndEverythingIsGivenBack() {
        long[] calls = new long[2];
        SimDisk counted = store.copy();
        use(counted, open -> {
            calls[0] = counted.faults().operations();
            open.verify();
            calls[1] = counted.faults().operations();
        });
        for (long call = 1; call <= calls[1] - calls[0]; call++) {
            long index = call;
            SimDisk disk = store.copy();
            use(disk, open -> {
                disk.faults().failAny().onCall(index).with(Errno.EIO);
                try {
                    assertTrue(open.verify().tables() > 0);
                } catch (StoreException told) {
                    assertTrue(told instanceof StoreIoException, told::toString);
                }
                disk.faults().clear();
                assertTrue(open.verify().isSound(), "after call " + index);
            });
        }
    }

    @Test
    void damagedReadsOfTheCacheAreNoDamageOfTheDevice() {
        SimDisk disk = store.copy();
        use(disk, open -> {
            disk.faults().fail(Op.READ).onNames(".sst").onCall(3).damaging(ReadDamage.BIT_FLIP);
            VerifyReport report = open.verify();
            assertTrue(report.findingCount() <= 1, report::toString);
        });
    }

    @Test
    void aStoreOnTheMachineIsSound() {
        StoreOptions options = StoreStorms.small().build();
        try (Store open = Store.open(folder, options)) {
            for (int i = 0; i < 2000; i++) {
                open.put(bytes("key " + i % 700), new byte[i % 300], Durability.PROCESS);
            }
            open.put(bytes("large"), new byte[(int) (options.memtableBytes() / 8)]);
            open.flush("named").await();
            open.compact().await();
            open.put(bytes("in the log"), bytes("value"));
            VerifyReport report = open.verify();
            assertTrue(report.isSound(), report::toString);
            assertTrue(report.tables() >= 2, report::toString);
        }
    }

    /// Opens it to read, so that nothing is changed but by who looks.
    private static void use(SimDisk disk, java.util.function.Consumer<Store> use) {
        DamagedStore.process(disk, seams -> {
            try (Store open = Opening.open(seams, SimStore.PATH, DamagedStore.READING)) {
                use.accept(open);
            }
        });
    }
}

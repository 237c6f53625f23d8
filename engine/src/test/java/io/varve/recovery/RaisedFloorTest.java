package io.varve.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.version.Install;
import io.varve.version.LiveTable;
import io.varve.version.ManifestEdit;
import io.varve.version.ManifestState;
import io.varve.version.Tables;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What an open makes of a log whose floor has risen, case by case.
final class RaisedFloorTest {
    private final FlushedOracle oracle = new FlushedOracle();
    private final SimDisk disk = FlushedStore.newDisk(DiskProfile.ADVERSARIAL, 1);

    @Test
    void goesOnAboveTheTablesWhenTheLogIsEmpty() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            store.write(5, 3, 0);
            store.rotate();
            store.install(0, null);
            store.end();
        }
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            assertEquals(5, store.check(5));
            assertEquals(5, store.recovered.lastSequence());
            assertEquals(0, store.recovered.found().operations());
            assertEquals(List.of(), store.frozen);
            store.write(1, 3, 0);
            assertEquals(6, oracle.tried.getLast().sequence());
            store.end();
        }
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            assertEquals(6, store.check(6));
            assertEquals(6, store.recovered.lastSequence());
        }
    }

    @Test
    void aLifeWithoutAWriteAfterAFullFlushEndsAndOpens() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            store.write(5, 3, 0);
            store.rotate();
            store.install(0, null);
        }
        for (int i = 0; i < 3; i++) {
            try (FlushedStore store = new FlushedStore(disk, oracle)) {
                assertEquals(5, store.check(5));
                store.end();
            }
        }
    }

    /// W-A4: the flush of the older memtable failed, that of the newer one did not.
    @Test
    void keepsWhatAFailedFlushLeftInTheLogWhenTheNextSucceeds() {
        for (boolean isInOrder : new boolean[] {true, false}) {
            FlushedOracle ofThis = new FlushedOracle();
            SimDisk own = FlushedStore.newDisk(DiskProfile.ADVERSARIAL, 1);
            try (FlushedStore store = new FlushedStore(own, ofThis)) {
                store.write(5, 3, 0);
                store.rotate();
                store.write(4, 3, 1);
                store.rotate();
                store.write(3, 3, 2);
                store.install(1, null);
                assertEquals(1, store.manifest.state().logFloor(), "the log from the failed one on");
                assertEquals(1, store.frozen.getFirst().firstSegment);
                if (isInOrder) {
                    store.end();
                } else {
                    store.sync();
                }
            }
            SimDisk next = isInOrder ? own : new CrashImages(own, new SplittableRandom(1)).allLost();
            try (FlushedStore store = new FlushedStore(next, ofThis)) {
                assertEquals(12, store.check(12));
                LiveTable table = store.manifest.state().tables().getFirst();
                assertTrue(store.recovered.memtables().getFirst().rotation() > table.rotation());
                assertEquals(12, store.recovered.lastSequence());
            }
        }
    }

    /// What is between the edit and the removal goes with the next open.
    @Test
    void removesSegmentsBelowTheFloorThatACrashHasLeft() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            store.write(5, 3, 0);
            store.sync();
            store.rotate();
            ManifestState state = store.manifest.state();
            store.manifest.append(ManifestEdit.NOTHING
                    .withFileFloor(2)
                    .withSequenceFloor(6)
                    .withSegmentFloor(store.active.firstSegment + 1)
                    .withLogFloor(store.active.firstSegment)
                    .withInstall(Install.after(state).adding(LiveTable.flushed(Tables.table(1, "k0", "k2", 5), 1))));
            oracle.tables.put(1L, store.frozen.getFirst().content);
        }
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            assertEquals(5, store.check(5));
            assertEquals(0, store.recovered.found().operations());
            assertTrue(store.recovered.found().leftSegments().contains(1L));
        }
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            assertTrue(store.recovered.found().segments().getFirst() > 1);
            assertEquals(
                    List.of(),
                    store.recovered.found().leftSegments().stream()
                            .filter(left -> left == 1)
                            .toList());
        }
    }

    @Test
    void tellsInWhichSegmentEachMemtableBeginsThoughTwoShareOne() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            for (int i = 0; i < 12; i++) {
                store.write(4, 5, i);
            }
            store.end();
        }
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            List<RecoveredMemTable> memtables = store.recovered.memtables();
            assertEquals(48, store.check(48));
            assertTrue(memtables.size() > 2, "memtables are small here");
            assertEquals(1, memtables.getFirst().firstSegment());
            while (!store.frozen.isEmpty()) {
                long next = store.frozen.size() > 1 ? store.frozen.get(1).firstSegment : store.active.firstSegment;
                store.install(0, null);
                assertEquals(next, store.manifest.state().logFloor());
            }
        }
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            assertEquals(48, store.check(48));
        }
    }

    /// Where the log is written anew, memtables begin in the new segments.
    @Test
    void namesTheSegmentsOfTheCopy() {
        SimDisk plain = FlushedStore.newDisk(DiskProfile.ORDERED.withoutDirect(), 1);
        try (FlushedStore store = new FlushedStore(plain, oracle)) {
            for (int i = 0; i < 12; i++) {
                store.write(4, 5, i);
            }
            store.sync();
        }
        try (FlushedStore store = new FlushedStore(plain, oracle)) {
            assertEquals(48, store.check(48));
            long floor = store.manifest.state().logFloor();
            assertTrue(floor > 1, "it was copied");
            assertEquals(floor, store.recovered.memtables().getFirst().firstSegment());
            store.install(0, null);
        }
        try (FlushedStore store = new FlushedStore(plain, oracle)) {
            assertEquals(48, store.check(48));
        }
    }

    /// A log that has lost what a table was installed over would be replayed into memtables that hide the table.
    @Test
    void missesALogThatIsShorterThanATableThatBeganInIt() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            store.write(5, 3, 0);
            store.sync();
            store.rotate();
            ManifestState state = store.manifest.state();
            store.manifest.append(ManifestEdit.NOTHING
                    .withFileFloor(2)
                    .withSequenceFloor(100)
                    .withRotationFloor(9)
                    .withInstall(Install.after(state).adding(LiveTable.flushed(Tables.table(1, "k0", "k2", 7), 2))));
        }
        CorruptionException refused =
                assertThrows(CorruptionException.class, () -> new FlushedStore(disk, oracle).close());

        assertTrue(refused.getMessage().contains("table 1"), refused.getMessage());
    }

    /// An install out of order says how far the log was durable: that it is shorter is damage, and no torn end.
    @Test
    void missesTheEndOfALogThatAnInstallSaysWasDurable() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            store.write(5, 3, 0);
            store.rotate();
            store.write(4, 3, 1);
            store.rotate();
            store.install(1, null);
        }
        try (var directory = disk.openDirectory(FlushedStore.PATH + "/wal")) {
            assertEquals(0, directory.unlink("00000000000000000002.log"));
        }
        assertThrows(CorruptionException.class, () -> new FlushedStore(disk, oracle).close());
    }

    /// The floor never passes the number of a segment that was not made.
    @Test
    void refusesAFloorThatNoSegmentHas() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            long next = store.manifest.state().segmentFloor();
            assertThrows(
                    IllegalArgumentException.class,
                    () -> store.manifest.append(ManifestEdit.NOTHING.withLogFloor(next)));
            assertNull(store.recovered.segments().failure());
        }
    }

    /// An open to read shows what the writer has, however often the floor rises under it.
    @Test
    void readsBesideAWriterWhoseFloorRises() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            for (int i = 0; i < 4; i++) {
                store.write(5, 3, i);
                store.rotate();
            }
            store.sync();
            int[] reads = new int[1];
            RecoveryToRead read = store.readBeside(() -> {
                if (reads[0]++ < 3) {
                    store.install(0, null);
                }
            });

            assertEquals(4, reads[0]);
            assertEquals(20, read.lastSequence());
            assertEquals(store.manifest.state(), read.manifest().state());
            assertEquals(5, read.log().operations());
        }
    }

    /// When it never rests, the open to read is refused, and can be tried again.
    @Test
    void anOpenToReadThatIsAlwaysOvertakenIsRefused() {
        try (FlushedStore store = new FlushedStore(disk, oracle)) {
            store.write(1, 3, 0);
            assertThrows(
                    StoreIoException.class,
                    () -> store.readBeside(() -> {
                        store.write(1, 3, 1);
                        store.rotate();
                        store.install(0, null);
                    }));
        }
    }
}

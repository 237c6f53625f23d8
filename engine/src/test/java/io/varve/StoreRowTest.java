package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreFailedException;
import io.varve.error.TooLargeException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreState;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimulationFailure;
import io.varve.nativeio.testing.RandomizedTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Rows of the catalogue of bad inputs and faults, one by one, where the answer shows best on the simulated
/// machine.
final class StoreRowTest {
    private static final byte[] KEY = bytes("key");
    private static final byte[] VALUE = bytes("value");

    /// Row 4.
    @Test
    void aBatchOfNothingCostsNothingAndTheLastOfOneKeyCounts() {
        StoreOptions options = SimStore.tiny()
                .memtableBytes(512 << 10)
                .logSegmentBytes(256 << 10)
                .memoryBudgetBytes(16 << 20)
                .build();
        run(1, options, process -> {
            try (Store store = process.open();
                    WriteBatch batch = store.batch()) {
                FaultRule syncs = process.disk.faults().fail(Op.DATA_SYNC);
                store.write(batch);
                assertEquals(0, syncs.calls());
                assertEquals(0, store.visibleSequence());
                for (int i = 0; i < 1000; i++) {
                    batch.put(KEY, bytes("" + i));
                }
                store.write(batch);
                assertArrayEquals(bytes("999"), store.get(KEY));
                assertEquals(1, SimStore.contentOf(store).size());
            }
        });
    }

    /// Row 4: what an empty memtable has no room for is refused when it is put together, and wears out none.
    @Test
    void aBatchOfMoreOperationsThanAMemtableTakesIsRefused() {
        run(1, SimStore.tiny().memtableBytes(32 << 10).build(), process -> {
            try (Store store = process.open();
                    WriteBatch batch = store.batch()) {
                TooLargeException refused = assertThrows(TooLargeException.class, () -> {
                    for (int i = 0; i < 1000; i++) {
                        batch.put(KEY, bytes("" + i));
                    }
                });
                assertTrue(refused.getMessage().contains("operations"), refused.getMessage());
                store.write(batch);
                assertEquals(batch.operations(), store.visibleSequence());
                assertTrue(batch.operations() > 30, "only " + batch.operations());
            }
        });
    }

    /// Rows 43 and 44: a sync is never tried again, whatever it said.
    @Test
    void aFailedSyncIsTheEndAndIsNotRepeated() {
        for (int errno : new int[] {Errno.EIO, Errno.ENOSPC, Errno.EDQUOT, Errno.EINTR}) {
            run(errno, SimStore.tiny().build(), process -> {
                Store store = process.open();
                store.put(KEY, VALUE);
                FaultRule rule = process.disk.faults().fail(Op.DATA_SYNC);
                rule.onCall(1).with(errno);
                assertThrows(OutcomeUnknownException.class, () -> store.put(KEY, bytes("2")));
                assertEquals(StoreState.FAILED, store.stats().state());
                assertThrows(StoreFailedException.class, () -> store.put(KEY, bytes("3")));
                assertThrows(StoreFailedException.class, () -> store.put(KEY, bytes("3"), Durability.PROCESS));
                assertThrows(StoreFailedException.class, store::sync);
                assertArrayEquals(VALUE, store.get(KEY));
                store.close();
                assertEquals(1, rule.calls());
            });
        }
    }

    /// Rows 45 and 47: `EIO` ends it, `EINTR` and a short write do not.
    @Test
    void aFailedWriteIsTheEndUnlessItMayBeRepeated() {
        run(1, SimStore.tiny().build(), process -> {
            Store store = process.open();
            store.put(KEY, VALUE);
            process.disk.faults().fail(Op.WRITE).onCall(1).with(Errno.EINTR);
            process.disk.faults().fail(Op.WRITE).onCall(2).shortTo(20);
            process.disk.faults().fail(Op.WRITE).onCall(3).shortTo(0);
            store.put(KEY, bytes("2"));
            process.disk.faults().clear();
            process.disk.faults().fail(Op.WRITE).onCall(1).with(Errno.EIO);
            assertThrows(OutcomeUnknownException.class, () -> store.put(KEY, bytes("3"), Durability.PROCESS));
            assertThrows(StoreFailedException.class, () -> store.put(KEY, bytes("4")));
            assertArrayEquals(bytes("2"), store.get(KEY));
            store.close();
        });
    }

    /// Row 27: what a recovery has made durable is missed when it is damaged later, though no frame proves it.
    @Test
    void damageBeforeTheCutOfARecoveryIsNoTornEnd() {
        StoreOptions options = SimStore.tiny().memtableBytes(64 << 10).build();
        SimDisk[] killed = new SimDisk[1];
        run(1, options, process -> {
            Store store = process.open();
            for (int i = 0; i < 200; i++) {
                store.put(bytes("k" + i), new byte[200], Durability.PROCESS);
            }
            killed[0] = new CrashImages(process.disk, new SplittableRandom(1)).killed();
            store.close();
        });
        SimStore.Found found = SimStore.recover(killed[0], options, 2);
        assertEquals(200, found.content().size());
        assertTrue(found.report().segments() > 2);
        requireDamageIsFound(killed[0], options, 4096 + 100);
    }

    /// Row 27: after a clean close there is no torn end at all.
    @Test
    void damageOfTheLastWriteBeforeACleanCloseIsFound() {
        StoreOptions options = SimStore.tiny().build();
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                store.put(KEY, VALUE);
            }
        });
        requireDamageIsFound(new CrashImages(disk, new SplittableRandom(1)).allKept(), options, 4096 + 100);
    }

    private static void requireDamageIsFound(SimDisk disk, StoreOptions options, int position) {
        SimDisk image = new CrashImages(disk, new SplittableRandom(1)).allKept();
        String first = image.contents().files().stream()
                .filter(path -> path.contains("/wal/"))
                .sorted()
                .findFirst()
                .orElseThrow();
        image.contents().flipBit(first, 8L * position);
        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> SimStore.recover(image, options, 3));
        assertInstanceOf(CorruptionException.class, failure.getCause());
    }

    /// Row 48.
    @Test
    void aDirectoryThatCannotBeSyncedIsTheEnd() {
        run(1, SimStore.tiny().preparedSegments(1).build(), process -> {
            Store store = process.open();
            process.disk.faults().fail(Op.DIRECTORY_SYNC).always().with(Errno.EIO);
            WriteRejectedException[] refused = new WriteRejectedException[1];
            for (int i = 0; i < 400 && refused[0] == null; i++) {
                try {
                    store.put(bytes("k" + i), new byte[200], Durability.PROCESS);
                } catch (WriteRejectedException e) {
                    refused[0] = e;
                } catch (StoreFailedException e) {
                    break;
                }
            }
            assertThrows(StoreFailedException.class, () -> store.put(KEY, VALUE));
            store.close();
        });
    }

    /// Row 53.
    @Test
    void aFullDiskRefusesWritesUntilThereIsRoomAgain() {
        run(1, SimStore.tiny().preparedSegments(1).build(), process -> {
            try (Store store = process.open()) {
                process.disk.limitSpace(0);
                List<String> acked = new ArrayList<>();
                WriteRejectedException refused = assertThrows(WriteRejectedException.class, () -> {
                    for (int i = 0; i < 1000; i++) {
                        store.put(bytes("k" + i), new byte[200], Durability.PROCESS);
                        acked.add("k" + i);
                    }
                });
                assertEquals(RejectionCause.OUT_OF_SPACE, refused.rejectionCause());
                assertEquals(StoreState.READ_ONLY_RESUMABLE, store.stats().state());
                process.disk.limitSpace(1 << 20);
                process.simulation.scheduler().await(() -> false, process.clock.nanoTime() + 1_000_000_000L);
                store.put(KEY, VALUE);
                assertEquals(StoreState.OPEN, store.stats().state());
                assertEquals(acked.size() + 1, SimStore.contentOf(store).size());
            }
        });
    }

    /// Row 80: who finds the ring full is refused at its deadline, not later.
    @RandomizedTest(seeds = 10)
    void aFullRingRefusesAtTheDeadline(long seed) {
        StoreOptions options =
                SimStore.tiny().ringSize(2).deadline(Duration.ofMillis(2)).build();
        run(seed, options, process -> {
            Store store = process.open();
            Scheduler scheduler = process.simulation.scheduler();
            Object self = scheduler.self();
            process.disk.faults().fail(Op.DATA_SYNC).always().delaying(200_000_000);
            int[] busy = {6};
            int[] full = {0};
            for (int i = 0; i < 6; i++) {
                int id = i;
                process.simulation.spawn("client " + id, () -> {
                    long begin = process.clock.nanoTime();
                    try {
                        store.put(bytes("k" + id), VALUE);
                    } catch (WriteRejectedException refused) {
                        full[0] += refused.rejectionCause() == RejectionCause.RING_FULL ? 1 : 0;
                    } catch (OutcomeUnknownException late) {
                        assertTrue(late.getMessage() != null);
                    }
                    long took = process.clock.nanoTime() - begin;
                    assertTrue(took < 10_000_000, "took " + took + " ns");
                    busy[0]--;
                    scheduler.unpark(self);
                });
            }
            scheduler.await(() -> busy[0] == 0, Scheduler.NEVER);
            assertTrue(full[0] > 0, "nobody found the ring full");
            process.disk.faults().clear();
            store.close();
        });
    }

    /// Row 85: a write whose bytes cannot be read leaves its place to others.
    @Test
    void aWriteThatCannotBeEncodedStopsNobody() {
        run(1, SimStore.tiny().ringSize(2).build(), process -> {
            try (Store store = process.open()) {
                MemorySegment gone;
                try (Arena arena = Arena.ofConfined()) {
                    gone = arena.allocate(8);
                }
                for (int i = 0; i < 5; i++) {
                    assertThrows(RuntimeException.class, () -> store.put(gone, gone));
                }
                store.put(KEY, VALUE);
                assertArrayEquals(VALUE, store.get(KEY));
                assertEquals(1, store.visibleSequence());
            }
        });
    }

    /// Row 86: the writer meets what nobody foresaw, and everybody is told.
    @RandomizedTest(seeds = 10)
    void aWriterThatThrowsReleasesEverybody(long seed) {
        run(seed, SimStore.tiny().ringSize(4).build(), process -> {
            boolean[] isBroken = {false};
            Clock real = process.clock;
            process.clock = new Clock() {
                @Override
                public long nanoTime() {
                    return real.nanoTime();
                }

                @Override
                public long wallMillis() {
                    if (isBroken[0]) {
                        throw new IllegalStateException("the clock is broken (injected)");
                    }
                    return real.wallMillis();
                }
            };
            Store store = process.open();
            store.put(KEY, VALUE);
            Scheduler scheduler = process.simulation.scheduler();
            scheduler.await(() -> false, real.nanoTime() + 1_000_000_000L); // all is prepared
            isBroken[0] = true;
            Object self = scheduler.self();
            int[] busy = {6};
            for (int i = 0; i < 6; i++) {
                int id = i;
                process.simulation.spawn("client " + id, () -> {
                    RuntimeException told =
                            assertThrows(RuntimeException.class, () -> store.put(bytes("" + id), VALUE));
                    if (!(told instanceof OutcomeUnknownException)) {
                        assertInstanceOf(StoreFailedException.class, told);
                    }
                    assertNull(store.get(bytes("" + id)));
                    busy[0]--;
                    scheduler.unpark(self);
                });
            }
            scheduler.await(() -> busy[0] == 0, Scheduler.NEVER);
            assertEquals(StoreState.FAILED, store.stats().state());
            store.close();
        });
    }

    /// Row 87: whoever closes second returns when the first has closed, and needs nobody to wake it later.
    @RandomizedTest(seeds = 10)
    void everyCloserReturnsWhenItIsClosed(long seed) {
        run(seed, SimStore.tiny().build(), process -> {
            Store store = process.open();
            store.put(KEY, VALUE, Durability.PROCESS);
            Scheduler scheduler = process.simulation.scheduler();
            Object self = scheduler.self();
            int[] busy = {4};
            for (int i = 0; i < 4; i++) {
                process.simulation.spawn("closer " + i, () -> {
                    assertTrue(store.close(Duration.ofDays(1)));
                    busy[0]--;
                    scheduler.unpark(self);
                });
            }
            assertTrue(scheduler.await(() -> busy[0] == 0, process.clock.nanoTime() + 1_000_000_000L));
        });
    }

    /// Row 3: the largest write fits a segment also where the log is written in blocks of 4096 bytes.
    @Test
    void theLargestWriteFitsADirectLog() {
        StoreOptions options =
                SimStore.tiny().memtableBytes(64 << 10).directLog(true).build();
        SimDisk disk = new SimDisk(new DiskProfile(4096, false, true, true, false, 4096, 8, 1L << 34), 1);
        disk.makeDirectories("/");
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                byte[] value = new byte[(int) options.maxBatchBytes() - 64];
                store.put(KEY, value);
                store.put(KEY, value);
                assertArrayEquals(value, store.get(KEY));
            }
        });
    }

    private static void run(long seed, StoreOptions options, Consumer<SimStore> body) {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, seed);
        disk.makeDirectories("/");
        SimStore.use(disk, options, seed, body);
    }
}

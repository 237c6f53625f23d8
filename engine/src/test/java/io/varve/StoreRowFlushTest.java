package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.FlushFailedException;
import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.StoreIoException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreState;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.ReadDamage;
import io.varve.nativeio.sim.SimDisk;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Rows of the catalogue about a machine that fails while tables are made and read: 49, 52, 54, 55,
/// 56, 57, 58, 59, 61, 62 and 74.
final class StoreRowFlushTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StoreRowFlushTest() {
        disk.makeDirectories("/");
    }

    /// Row 49: what is refused again and again ends the store; what was acknowledged is in the log.
    @Test
    void row49TablesThatCanNeverBeSyncedEndTheStoreAndLoseNothing() {
        use(large(), store -> {
            fill(store, 0, 20);
            onTables(Op.DATA_SYNC).always().with(Errno.EIO);
            FlushTicket ticket = store.flush();
            assertThrows(FlushFailedException.class, ticket::await);
            assertEquals(StoreState.OPEN, store.stats().state());
            pause(LONG);
            assertEquals(StoreState.FAILED, store.stats().state());
            assertThrows(StoreFailedException.class, () -> store.put(bytes("k"), bytes("v")));
            requireFilled(store, 0, 20);
            now.disk.faults().clear();
        });
        use(large(), store -> {
            requireFilled(store, 0, 20);
            store.flush().await();
        });
        assertEquals(1, tables().size());
    }

    /// Row 52: the space was there, and the sync says it is not.
    @Test
    void row52ASyncThatFindsNoSpaceIsAFullDisk() {
        use(SimStore.tiny(), store -> {
            onTables(Op.DATA_SYNC).always().with(Errno.ENOSPC);
            requireRefusedAndResumable(store, RejectionCause.OUT_OF_SPACE);
        });
    }

    /// Row 59: tables cannot be written; and then nothing can.
    @Test
    void row59AFileSystemThatTurnsReadOnlyLeavesReadsAndIsResumable() {
        use(SimStore.tiny(), store -> {
            for (Op op : List.of(Op.OPEN, Op.ALLOCATE, Op.WRITE, Op.DATA_SYNC, Op.TRUNCATE)) {
                onTables(op).always().with(Errno.EROFS);
            }
            requireRefusedAndResumable(store, RejectionCause.OUT_OF_SPACE);
        });
        use(large(), store -> {
            store.put(bytes("acked"), bytes("v"));
            for (Op op : Op.values()) {
                if (op.changesDisk() && op != Op.OPEN) {
                    now.disk.faults().fail(op).always().with(Errno.EROFS);
                }
            }
            assertThrows(OutcomeUnknownException.class, () -> store.put(bytes("k"), bytes("v")));
            assertThrows(StoreFailedException.class, () -> store.put(bytes("k"), bytes("v")));
            FlushTicket ticket = store.flush();
            assertThrows(StoreException.class, ticket::await);
            assertArrayEquals(bytes("v"), store.get(bytes("acked")));
            now.disk.faults().clear();
        });
        use(large(), store -> assertArrayEquals(bytes("v"), store.get(bytes("acked"))));
    }

    private void requireRefusedAndResumable(Store store, RejectionCause cause) {
        store.put(bytes("acked"), bytes("v"));
        WriteRejectedException refused = assertThrows(WriteRejectedException.class, () -> fill(store, 0, 2000));
        assertEquals(cause, refused.rejectionCause());
        assertEquals(StoreState.READ_ONLY_RESUMABLE, store.stats().state());
        int acknowledged = (int) store.visibleSequence() - 1;
        requireFilled(store, 0, acknowledged);
        now.disk.faults().clear();
        assertTrue(store.drain(LONG), "it goes on by itself");
        pause(LONG);
        store.put(bytes("after"), bytes("v"));
        assertEquals(StoreState.OPEN, store.stats().state());
        requireFilled(store, 0, acknowledged);
    }

    /// Row 54: what is in the manifest has had its space since before.
    @Test
    void row54EditsOfTheManifestNeedNoSpace() {
        use(large(), store -> {
            fill(store, 0, 10);
            store.flush().await();
            now.disk.limitSpace(0);
            for (int i = 0; i < 10; i++) {
                store.flush("name " + i).await();
                if (i % 2 == 0) {
                    store.dropSnapshot("name " + i);
                }
            }
            assertEquals(5, store.snapshots().size());
            now.disk.limitSpace(1 << 30);
        });
        use(large(), store -> assertEquals(5, store.snapshots().size()));
    }

    /// Row 54: where the manifest is full and its next file finds no space, what needs an edit is refused until there
    /// is some; the store does not end.
    @Test
    void row54AFullManifestOnAFullDiskRefusesWhatNeedsAnEdit() {
        use(large(), store -> {
            fill(store, 0, 10);
            store.flush().await();
            now.disk.limitSpace(0);
            StoreIoException refused = assertThrows(StoreIoException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    store.flush("name").await();
                    store.dropSnapshot("name");
                }
            });
            assertEquals(Errno.ENOSPC, Math.abs(refused.errno()));
            store.put(key(10), value(10));
            assertEquals(StoreState.OPEN, store.stats().state());
            requireFilled(store, 0, 11);
            now.disk.limitSpace(1 << 30);
            store.flush("after").await();
        });
        use(large(), store -> {
            requireFilled(store, 0, 11);
            assertTrue(store.snapshots().stream()
                    .anyMatch(snapshot -> snapshot.name().equals("after")));
        });
    }

    /// Row 55: a killed store with tables and a log behind them meets a full disk: it is refused or
    /// it opens, and it opens when there is room again.
    @Test
    void row55AnOpenOnAFullDiskLosesNothing() {
        SimDisk[] killed = new SimDisk[1];
        use(SimStore.tiny().frozenMemtables(3), store -> {
            fill(store, 0, 60);
            assertTrue(store.drain(LONG));
            fill(store, 60, 100);
            killed[0] = new CrashImages(now.disk, new SplittableRandom(1)).killed();
        });
        StoreOptions options = SimStore.tiny().build();
        StoreOptions reading = options.toBuilder().readOnly(true).build();
        SimStore.use(killed[0], options, 2, process -> {
            process.disk.limitSpace(0);
            try (Store store = process.open(reading)) {
                requireFilled(store, 0, 100);
            }
            try (Store store = process.open()) {
                requireFilled(store, 0, 100);
            } catch (StoreIoException refused) {
                assertEquals(Errno.ENOSPC, Math.abs(refused.errno()));
            }
            process.disk.limitSpace(1 << 30);
        });
        assertEquals(100, SimStore.recover(killed[0], options, 3).content().size());
    }

    /// Row 56: a machine that will not read is told to who asked, each time, and to nobody else; a
    /// merge of it fails once, and keeps what there is.
    @Test
    void row56WhatCannotBeReadIsToldAndAMergeOfItFailsWithoutALoop() {
        use(large(), store -> twoTables(store));
        // What the store merges by itself is tried again, in time: StoreCompactionTest.
        use(large().compaction(Compaction.MANUAL), store -> {
            now.disk.faults().fail(Op.POPULATE).always().with(Errno.EFAULT);
            onTables(Op.READ).always().with(Errno.EIO);
            assertThrows(StoreException.class, () -> store.get(key(1)));
            assertThrows(StoreException.class, () -> store.get(key(1)));
            assertEquals(2, store.stats().tables().damagedReads());
            FlushTicket merge = store.compact();
            assertThrows(FlushFailedException.class, merge::await);
            pause(LONG);
            assertEquals(1, store.stats().tables().failures(), "tried once, and not for ever");
            assertEquals(2, tables().size());
            store.put(bytes("k"), bytes("v"));
            assertEquals(StoreState.OPEN, store.stats().state());
            now.disk.faults().clear();
            requireFilled(store, 0, 40);
            store.compact().await();
            requireFilled(store, 0, 40);
        });
    }

    /// Row 57: what is wrong once is read again.
    @Test
    void row57WhatIsReadWellTheSecondTimeIsTheAnswer() {
        use(large(), store -> twoTables(store));
        use(large(), store -> {
            onTables(Op.READ).onCall(1).damaging(ReadDamage.BIT_FLIP);
            assertArrayEquals(value(1), store.get(key(1)));
            assertEquals(1, now.disk.faults().injected());
            assertEquals(0, store.stats().tables().damagedReads());
        });
    }

    /// Row 58: a flush whose table is not on the device what it was.
    @Test
    void row58AFlushThatIsReadBackWrongIsDoneAgain() {
        use(large(), store -> {
            // Large enough that the bit is not in the last sector, which is read twice.
            fill(store, 0, 900);
            onTables(Op.READ).onCall(1).damaging(ReadDamage.BIT_FLIP);
            FlushTicket ticket = store.flush();
            FlushFailedException failed = assertThrows(FlushFailedException.class, ticket::await);
            assertInstanceOf(CorruptionException.class, failed.getCause());
            requireFilled(store, 0, 900);
            assertTrue(store.drain(LONG));
            assertEquals(1, tables().size(), "and what was wrong is gone");
            requireFilled(store, 0, 900);
        });
        use(large(), store -> requireFilled(store, 0, 900));
    }

    /// Row 58: a merge whose result is not on the device what it was.
    @Test
    void row58AMergeThatIsReadBackWrongIsDiscardedAndItsInputsStay() {
        use(large(), store -> twoTables(store));
        List<String> inputs = tables();
        use(large(), store -> {
            now.disk
                    .faults()
                    .fail(Op.READ)
                    .onPaths(path -> path.endsWith(".sst") && !inputs.contains(path))
                    .always()
                    .damaging(ReadDamage.BIT_FLIP);
            for (int i = 0; i < 3; i++) {
                FlushTicket merge = store.compact();
                assertThrows(FlushFailedException.class, merge::await);
                assertEquals(inputs, tables());
                requireFilled(store, 0, 40);
            }
            now.disk.faults().clear();
            store.compact().await();
            pause(LONG);
            assertEquals(1, tables().size(), "the inputs go when nobody reads them");
            requireFilled(store, 0, 40);
        });
    }

    /// Row 61: files that cannot be removed are in nobody's way, and go later.
    @Test
    void row61AFileThatCannotBeRemovedIsNoFailure() {
        use(large(), store -> {
            for (int round = 0; round < 3; round++) {
                onTables(Op.UNLINK).always().with(Errno.EIO);
                twoTables(store);
                store.flush("saved").await();
                store.compact().await();
                store.put(bytes("k"), bytes("v"));
                store.dropSnapshot("saved");
                // Not the first one: a file whose header was lost is proven to be nobody's.
                onTables(Op.DATA_SYNC).onCall(2).with(Errno.EIO);
                FlushTicket ticket = store.flush();
                assertThrows(FlushFailedException.class, ticket::await);
                assertTrue(store.drain(LONG));
                assertEquals(StoreState.OPEN, store.stats().state());
                requireFilled(store, 0, 40);
                now.disk.faults().clear();
            }
            assertTrue(tables().size() > 3, tables()::toString);
        });
        use(large(), store -> {
            requireFilled(store, 0, 40);
            store.compact().await();
            pause(LONG);
            assertEquals(1, tables().size(), () -> "left: " + tables());
        });
    }

    /// Row 62, W-A9: a device that stands still for minutes under a table costs nobody anything but
    /// its thread; what comes of it in the end is discarded.
    @Test
    void row62AFlushThatHangsIsDoneByAnotherAndItsLateTableIsDiscarded() {
        use(large().flushDeadline(Duration.ofSeconds(1)).maxPendingFlushes(2), store -> {
            fill(store, 0, 20);
            onTables(Op.DATA_SYNC).onCall(2).delaying(Duration.ofMinutes(10).toNanos());
            long began = now.clock.nanoTime();
            FlushTicket ticket = store.flush();
            FlushFailedException stalled = assertThrows(FlushFailedException.class, ticket::await);
            assertInstanceOf(java.util.concurrent.TimeoutException.class, stalled.getCause());
            assertTrue(store.drain(LONG));
            assertTrue(now.clock.nanoTime() - began < LONG.toNanos());
            assertEquals(2, tables().size(), "one of an attempt that is given up and still runs");
            fill(store, 20, 40);
            requireFilled(store, 0, 40);
            assertFalse(store.close(Duration.ofSeconds(1)), "a thread is stuck in the machine");
            assertTrue(store.close(Duration.ofHours(1)));
        });
        assertEquals(1, tables().size());
        use(large(), store -> requireFilled(store, 0, 40));
    }

    /// Row 74: a machine that has no mapping to give. What is mapped already is read; new tables wait for one, and so
    /// do writes once there is no room for them; and however long it lasts, the store does not end.
    @Test
    void row74WithoutMappingsTablesWaitAndNothingEnds() {
        use(large(), store -> {
            fill(store, 0, 20);
            store.flush().await();
            onTables(Op.MAP).always().with(Errno.ENOMEM);
            fill(store, 20, 40);
            FlushTicket ticket = store.flush();
            FlushFailedException failed = assertThrows(FlushFailedException.class, ticket::await);
            StoreIoException why = assertInstanceOf(StoreIoException.class, failed.getCause());
            assertEquals("mmap", why.call());
            assertEquals(Errno.ENOMEM, Math.abs(why.errno()));
            pause(LONG);
            assertTrue(store.stats().tables().failures() > 20, "more often than ends a store");
            WriteRejectedException refused = assertThrows(WriteRejectedException.class, () -> fill(store, 40, 10_000));
            assertEquals(RejectionCause.MEMORY_BUDGET, refused.rejectionCause());
            assertEquals(StoreState.OPEN, store.stats().state());
            int acknowledged = (int) store.visibleSequence();
            requireFilled(store, 0, acknowledged);
            FlushTicket merge = store.compact();
            assertThrows(FlushFailedException.class, merge::await);
            now.disk.faults().clear();
            assertTrue(store.drain(LONG), "it goes on by itself");
            fill(store, acknowledged, acknowledged + 20);
            requireFilled(store, 0, acknowledged + 20);
        });
    }

    /// Row 74: where the mapping to write through is refused, a table is written by calls; at an open, a mapping that
    /// is refused is a typed error, and nothing is changed.
    @Test
    void row74ATableIsWrittenByCallsAndAnOpenIsRefused() {
        use(large(), store -> {
            onTables(Op.MAP).onCall(1).with(Errno.ENOMEM);
            twoTables(store);
            assertEquals(1, now.disk.faults().injected());
            requireFilled(store, 0, 40);
        });
        StoreOptions reading = large().readOnly(true).build();
        for (StoreOptions options : List.of(large().build(), reading)) {
            SimStore.use(disk, options, 1, process -> {
                process.disk
                        .faults()
                        .fail(Op.MAP)
                        .onPaths(path -> path.endsWith(".sst"))
                        .always()
                        .with(Errno.ENOMEM);
                StoreIoException refused = assertThrows(StoreIoException.class, process::open);
                assertEquals("mmap", refused.call());
                assertEquals(Errno.ENOMEM, Math.abs(refused.errno()));
                process.disk.faults().clear();
                try (Store store = process.open()) {
                    requireFilled(store, 0, 40);
                }
            });
        }
    }

    private static void twoTables(Store store) {
        fill(store, 0, 20);
        store.flush().await();
        fill(store, 20, 40);
        store.flush().await();
    }

    private FaultRule onTables(Op op) {
        return now.disk.faults().fail(op).onPaths(path -> path.endsWith(".sst"));
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), 1, process -> {
            now = process;
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }

    private static StoreOptionsBuilder large() {
        return SimStore.tiny().memtableBytes(64 << 10);
    }

    private static void fill(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(key(i), value(i), Durability.PROCESS);
        }
    }

    private static void requireFilled(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            assertArrayEquals(value(i), store.get(key(i)));
        }
    }

    private static byte[] key(int i) {
        return bytes("k" + (10_000 + i));
    }

    private static byte[] value(int i) {
        return bytes("value " + i);
    }

    private List<String> tables() {
        return disk.contents().files().stream()
                .filter(path -> path.contains("/tables/"))
                .sorted()
                .toList();
    }
}

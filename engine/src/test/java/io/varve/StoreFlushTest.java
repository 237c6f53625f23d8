package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreIoException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What a user sees of flushes, merges and named snapshots.
final class StoreFlushTest {
    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final List<StoreEvent> events = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    StoreFlushTest() {
        disk.makeDirectories("/");
    }

    @Test
    void whatWasFlushedIsInTablesAndItsLogIsGone() {
        use(large(), store -> {
            fill(store, 0, 100);
            long id = store.flush().await();
            assertEquals(1, id);
            StoreStats stats = store.stats();
            assertEquals(1, stats.tables().level0());
            assertEquals(100, stats.tables().entries());
            assertEquals(0, stats.memtables().entries());
            assertTrue(stats.log().segments() <= 1, stats.log().toString());
            requireFilled(store, 0, 100);
        });
        use(large(), store -> {
            assertEquals(0, store.recoveryReport().operations(), "nothing of it was replayed");
            assertEquals(100, store.visibleSequence());
            requireFilled(store, 0, 100);
            store.put(bytes("after"), bytes("x"));
            assertEquals(101, store.visibleSequence(), "W-B8: numbers go on above those in tables");
        });
    }

    /// Row 76: found by StoreFaultTest, seed -4627900084174511475.
    @Test
    void row76AListOfNamesThatFindsNoMemorySaysSo() {
        use(large(), store -> {
            pause(Duration.ofSeconds(1));
            now.memory.refuse(now.memory.allocations() + 1);
            assertThrows(ResourceRefusedException.class, store::snapshots);
            assertEquals(List.of(), store.snapshots());
        });
    }

    /// A12, A16, D8: a flush of nothing ends at once with the id there is, and names it all the same.
    @Test
    void aFlushOfNothingNamesWhatThereIs() {
        use(large(), store -> {
            assertEquals(0, store.flush().await());
            assertEquals(1, store.flush("empty").await());
            assertEquals(List.of(new SavedSnapshot("empty", 1, 0, 0, 0)), store.snapshots());
            store.put(bytes("k"), bytes("v"));
            store.flush("one").await();
            assertEquals(2, store.snapshots().size());
        });
        use(large(), store -> {
            assertEquals(2, store.snapshots().size(), "names survive a restart");
            try (Store empty = store.openSnapshot("empty")) {
                assertNull(empty.get(bytes("k")));
            }
        });
    }

    @Test
    void aNamedSnapshotStaysAsItWas() {
        use(large(), store -> {
            fill(store, 0, 50);
            store.flush("old").await();
            for (int i = 0; i < 50; i++) {
                store.delete(bytes("k" + i));
            }
            store.put(bytes("k7"), bytes("new"));
            store.compact().await();
            assertArrayEquals(bytes("new"), store.get(bytes("k7")));
            assertEquals(1, store.stats().tables().entries(), "what was deleted is gone from the run");
            try (Store old = store.openSnapshot("old")) {
                requireFilled(old, 0, 50);
                assertThrows(WriteRejectedException.class, () -> old.put(bytes("k"), bytes("v")));
                store.dropSnapshot("old");
                requireFilled(old, 0, 50);
            }
            assertThrows(IllegalArgumentException.class, () -> store.openSnapshot("old"));
            assertThrows(IllegalArgumentException.class, () -> store.dropSnapshot("old"));
            assertEquals(1, tableFiles(), "the files that only the name needed are gone");
        });
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        use(large(), store -> {
            store.flush("n").await();
            FlushTicket second = store.flush("n");
            assertThrows(IllegalArgumentException.class, second::await);
            assertThrows(IllegalArgumentException.class, () -> store.flush(""));
            assertThrows(IllegalArgumentException.class, () -> store.flush("x".repeat(256)));
        });
    }

    @Test
    void snapshotsKeepWhatFlushesAndMergesWouldDrop() {
        use(large(), store -> {
            store.put(bytes("k"), bytes("1"));
            try (Snapshot first = store.snapshot()) {
                store.put(bytes("k"), bytes("2"));
                store.put(bytes("k"), bytes("3"));
                try (Snapshot second = store.snapshot()) {
                    store.delete(bytes("k"));
                    store.flush().await();
                    assertEquals(3, store.stats().tables().entries(), "one version for each who reads");
                    store.compact().await();
                    assertArrayEquals(bytes("1"), first.get(bytes("k")));
                    assertArrayEquals(bytes("3"), second.get(bytes("k")));
                    assertNull(store.get(bytes("k")));
                }
            }
            store.put(bytes("other"), bytes("x"));
            store.compact().await();
            assertEquals(1, store.stats().tables().entries(), "nobody reads the others any more");
        });
    }

    @Test
    void overwritingForEverNeedsNoMoreMemoryOrLog() {
        use(SimStore.tiny().listener(events::add).eventQueueSize(1024), store -> {
            for (int i = 0; i < 2000; i++) {
                store.put(bytes("k" + i % 50), bytes("value " + i), Durability.PROCESS);
            }
            assertTrue(store.drain(Duration.ofSeconds(30)));
            assertTrue(store.stats().memtables().frozen() == 0);
            assertTrue(store.stats().log().segments() < 10, store.stats().log().toString());
            store.compact().await();
            assertEquals(50, store.stats().tables().entries());
            for (int i = 1950; i < 2000; i++) {
                assertArrayEquals(bytes("value " + i), store.get(bytes("k" + i % 50)));
            }
        });
        assertTrue(events.stream().anyMatch(StoreEvent.TablesPublished.class::isInstance));
        assertTrue(events.stream().anyMatch(StoreEvent.TablesMerged.class::isInstance));
    }

    /// Row 81, B9: without threads for it, writes are refused when the memtables are full, and go on after a
    /// flush on the caller's thread.
    @Test
    void withoutThreadsTheCallerFlushes() {
        use(SimStore.tiny().background(false), store -> {
            WriteRejectedException refused = assertThrows(WriteRejectedException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    store.put(bytes("k" + i), new byte[100], Durability.PROCESS);
                }
            });
            assertEquals(RejectionCause.FLUSH_BEHIND, refused.rejectionCause());
            long acknowledged = store.visibleSequence();
            assertTrue(store.flush().await() > 0);
            store.put(bytes("after"), bytes("x"));
            assertEquals(acknowledged + 1, SimStore.contentOf(store).size());
            store.compact().await();
            assertEquals(acknowledged + 1, SimStore.contentOf(store).size());
        });
    }

    /// Rows 50 and 53: a full disk is a typed error, nothing is lost, and the store resumes by itself.
    @Test
    void row50AFullDiskFailsTheFlushAndTheStoreResumes() {
        use(SimStore.tiny().preparedSegments(1).listener(events::add).eventQueueSize(1024), store -> {
            store.put(bytes("k"), bytes("v"));
            pause(Duration.ofSeconds(1));
            now.disk.limitSpace(0);
            // The first takes the segment that is ready; for the second there is none.
            assertThrows(FlushFailedException.class, () -> store.flush().await());
            store.put(bytes("k"), bytes("v"));
            FlushTicket ticket = store.flush();
            FlushFailedException failed = assertThrows(FlushFailedException.class, ticket::await);
            WriteRejectedException why = assertInstanceOf(WriteRejectedException.class, failed.getCause());
            assertEquals(RejectionCause.OUT_OF_SPACE, why.rejectionCause());
            WriteRejectedException refused = assertThrows(WriteRejectedException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    store.put(bytes("x" + i), new byte[200], Durability.PROCESS);
                }
            });
            assertEquals(RejectionCause.OUT_OF_SPACE, refused.rejectionCause());
            assertEquals(StoreState.READ_ONLY_RESUMABLE, store.stats().state());
            assertArrayEquals(bytes("v"), store.get(bytes("k")));
            now.disk.limitSpace(1 << 30);
            pause(Duration.ofSeconds(2));
            store.put(bytes("after"), bytes("x"));
            assertTrue(store.flush().await() > 0);
            assertEquals(StoreState.OPEN, store.stats().state());
        });
        assertTrue(events.stream().anyMatch(StoreEvent.StateChanged.class::isInstance));
    }

    /// Row 50: the memtable is frozen, and the table finds no space.
    @Test
    void row50ATableThatFindsNoSpaceIsWrittenWhenThereIsSome() {
        use(large().preparedSegments(2).listener(events::add).eventQueueSize(1024), store -> {
            fill(store, 0, 100);
            pause(Duration.ofSeconds(1));
            now.disk.limitSpace(0);
            FlushTicket ticket = store.flush();
            FlushFailedException failed = assertThrows(FlushFailedException.class, ticket::await);
            assertEquals(
                    Errno.ENOSPC,
                    Math.abs(assertInstanceOf(StoreIoException.class, failed.getCause())
                            .errno()));
            requireFilled(store, 0, 100);
            now.disk.limitSpace(1 << 30);
            assertTrue(store.drain(Duration.ofMinutes(1)), "it is tried again by itself");
            requireFilled(store, 0, 100);
        });
        assertTrue(events.stream().anyMatch(StoreEvent.FlushFailed.class::isInstance));
        assertTrue(events.stream().anyMatch(StoreEvent.FlushRetried.class::isInstance));
    }

    /// Row 49: what the disk refuses once is done under another number.
    @Test
    void row49ATableThatCannotBeSyncedIsWrittenAgain() {
        use(large(), store -> {
            fill(store, 0, 10);
            now.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.endsWith(".sst"))
                    .onCall(1)
                    .with(Errno.EIO);
            FlushTicket ticket = store.flush();
            assertThrows(FlushFailedException.class, ticket::await);
            now.disk.faults().clear();
            assertTrue(store.drain(Duration.ofMinutes(1)));
            assertEquals(1, store.stats().tables().level0());
            assertEquals(1, tableFiles());
            requireFilled(store, 0, 10);
        });
    }

    /// D-16: a table that overtakes an older memtable names an end of the log that is synced, the mark behind
    /// the last sync included: a loss of power then leaves a store that opens.
    @Test
    void whatATableThatOvertakesSaysOfTheLogIsTrueAfterALossOfPower() {
        use(SimStore.tiny().memtableBytes(256 << 10).frozenMemtables(3), store -> {
            store.put(bytes("a"), bytes("1"));
            now.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.endsWith("1.sst"))
                    .onCall(1)
                    .with(Errno.EIO);
            FlushTicket first = store.flush();
            assertThrows(FlushFailedException.class, first::await);
            now.disk.faults().clear();
            store.put(bytes("b"), bytes("2"));
            pause(Duration.ofMillis(8));
            FlushTicket second = store.flush();
            for (int i = 0; i < 15; i++) {
                pause(Duration.ofNanos(500_000));
                SimDisk lost = new CrashImages(now.disk, new SplittableRandom(1)).allLost();
                SimStore.Found found = SimStore.recover(lost, SimStore.tiny().build(), 2);
                assertEquals(Map.of("a", "1", "b", "2"), found.content());
            }
            assertTrue(second.await() > 0);
        });
    }

    /// F2 of the critic, rule 21: who asks while nothing is served is turned away at a limit, and asks the writer for
    /// nothing then; when all is served, there is room again.
    @Test
    void noMoreThanSoManyFlushesAreWaitedFor() {
        use(SimStore.tiny().background(false), store -> {
            fill(store, 0, 5);
            List<FlushTicket> tickets = new ArrayList<>();
            WriteRejectedException refused = assertThrows(WriteRejectedException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    tickets.add(i % 2 == 0 ? store.flush() : store.compact());
                }
            });
            assertEquals(RejectionCause.FLUSH_BEHIND, refused.rejectionCause());
            assertEquals(4096, tickets.size());
            assertThrows(WriteRejectedException.class, () -> store.dropSnapshot("none"));
            assertTrue(tickets.getLast().await() > 0);
            tickets.forEach(FlushTicket::await);
            store.flush().await();
            requireFilled(store, 0, 5);
        });
    }

    /// Decision 106: a merge on a device that stands still has no deadline. It is seen, it holds up no flush, and
    /// those who wait for the next one are as many as may be.
    @Test
    void aMergeThatStandsStillIsSeenAndHoldsUpMergesOnly() {
        use(large(), store -> {
            fill(store, 0, 10);
            store.flush().await();
            fill(store, 10, 20);
            store.flush().await();
            assertEquals(0, store.stats().tables().mergingNanos());
            now.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.endsWith(".sst"))
                    .onCall(1)
                    .delaying(Duration.ofMinutes(10).toNanos());
            FlushTicket stuck = store.compact();
            pause(Duration.ofMinutes(5));
            assertTrue(store.stats().tables().mergingNanos()
                    > Duration.ofMinutes(4).toNanos());
            fill(store, 20, 30);
            assertTrue(store.flush().await(Duration.ofMinutes(1)));
            List<FlushTicket> behind = new ArrayList<>();
            assertThrows(WriteRejectedException.class, () -> {
                for (int i = 0; i < 10_000; i++) {
                    behind.add(store.compact());
                }
            });
            assertEquals(4095, behind.size());
            assertTrue(stuck.await() > 0);
            behind.forEach(FlushTicket::await);
            assertEquals(0, store.stats().tables().mergingNanos());
            assertEquals(1, store.stats().tables().inRuns());
            assertEquals(0, store.stats().tables().level0());
            requireFilled(store, 0, 30);
        });
    }

    @Test
    void aDrainOfAClosedStoreEnds() {
        use(SimStore.tiny().background(false), store -> {
            store.close();
            assertThrows(StoreClosedException.class, () -> store.drain(Duration.ofDays(10_000)));
        });
    }

    /// Row 33: a table that is missing or not what it was is found at the open; all of them are named.
    @Test
    void row33TablesThatAreMissingAreAllNamed() {
        use(large(), store -> {
            fill(store, 0, 10);
            store.flush().await();
            fill(store, 10, 20);
            store.flush().await();
        });
        SimDisk damaged = new CrashImages(disk, new SplittableRandom(1)).allKept();
        List<String> tables = damaged.contents().files().stream()
                .filter(path -> path.contains("/tables/"))
                .toList();
        assertEquals(2, tables.size());
        try (Directory folder = damaged.openDirectory("/store/tables")) {
            tables.forEach(path -> assertEquals(0, folder.unlink(path.substring(path.lastIndexOf('/') + 1))));
        }
        SimStore.Attempt attempt = SimStore.attempt(damaged, SimStore.tiny().build(), 1);
        CorruptionException found = assertInstanceOf(CorruptionException.class, attempt.refusal());
        for (String table : tables) {
            String name = table.substring(table.lastIndexOf('/') + 1);
            assertTrue(found.what().contains(name), found.what());
        }
    }

    /// A14, W-A8, I-24: what was asked for and did not come to its end says that the store is closed; it is in
    /// the log.
    @Test
    void aTicketOfAClosedStoreSaysSo() {
        FlushTicket[] ticket = new FlushTicket[1];
        use(SimStore.tiny().background(false), store -> {
            fill(store, 0, 5);
            ticket[0] = store.flush();
        });
        assertTrue(ticket[0].isDone());
        assertThrows(StoreClosedException.class, ticket[0]::await);
        use(SimStore.tiny(), store -> {
            assertThrows(StoreClosedException.class, () -> {
                store.close();
                store.flush();
            });
        });
        use(SimStore.tiny(), store -> requireFilled(store, 0, 5));
    }

    /// Decision 140: the writer wakes others when it has nothing else to do, but it does wake them.
    @Test
    void aFullMemTableIsFlushedThoughNobodyAsksAndNothingFollows() {
        use(SimStore.tiny(), store -> {
            for (int i = 0; store.stats().memtables().frozenEver() < 2; i++) {
                store.put(bytes("k" + i), bytes("value " + i), Durability.PROCESS);
                pause(Duration.ofMillis(i % 7));
            }
            pause(Duration.ofSeconds(2));
            assertEquals(2, store.stats().tables().flushes());
            assertEquals(2, store.stats().memtables().rotationNanos().count());
        });
    }

    /// Age: a memtable that is not full is flushed when it is old and holds enough.
    @Test
    void anOldMemtableIsFlushedThoughItIsNotFull() {
        StoreOptionsBuilder aging = large().flushAge(Duration.ofSeconds(5)).flushAgeBytes(1000);
        use(aging, store -> {
            store.put(bytes("small"), bytes("x"));
            pause(Duration.ofSeconds(20));
            assertEquals(0, store.stats().tables().flushes(), "too little");
            fill(store, 0, 50);
            pause(Duration.ofSeconds(20));
            assertEquals(1, store.stats().tables().flushes());
        });
    }

    @Test
    void aReadOnlyStoreReadsTablesAndRefusesFlushes() {
        use(large(), store -> {
            fill(store, 0, 10);
            store.flush().await();
        });
        use(SimStore.tiny().readOnly(true), store -> {
            requireFilled(store, 0, 10);
            assertThrows(WriteRejectedException.class, store::flush);
            assertThrows(WriteRejectedException.class, store::compact);
        });
    }

    private SimStore now;

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), 1, process -> {
            now = process;
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private void pause(Duration time) {
        assertFalse(now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos()));
    }

    private static StoreOptionsBuilder large() {
        return SimStore.tiny().memtableBytes(256 << 10);
    }

    private static void fill(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(bytes("k" + i), bytes("value " + i), Durability.PROCESS);
        }
    }

    private static void requireFilled(Store store, int from, int to) {
        Map<String, String> content = SimStore.contentOf(store);
        for (int i = from; i < to; i++) {
            assertEquals("value " + i, content.get("k" + i));
        }
    }

    private long tableFiles() {
        return disk.contents().files().stream()
                .filter(path -> path.contains("/tables/"))
                .count();
    }
}

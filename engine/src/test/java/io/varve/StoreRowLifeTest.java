package io.varve;

import static io.varve.StoreOracle.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreState;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows of the catalogue about a store that lives on while things around it change: 10, 14, 72, 82, 89.
final class StoreRowLifeTest {
    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    /// Row 10: everything is overwritten under an open cursor and an open snapshot until the memory is used
    /// up; that is the writers' trouble.
    @Test
    void row10AnOldCursorStaysTrueAndOnlyWritersMeetTheBudget() {
        StoreOptions options = SimStore.least(SimStore.tiny().signposts(false).deadline(Duration.ofMillis(50)))
                .build();
        SimStore.use(newDisk(), options, 1, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < 20; i++) {
                    store.put(bytes("k" + (100 + i)), bytes("old " + i), Durability.PROCESS);
                }
                try (Snapshot snapshot = store.snapshot();
                        StoreCursor cursor = snapshot.cursor()) {
                    assertTrue(cursor.first());
                    Map<String, String> before = SimStore.scan(cursor);
                    // What writes have for sure is enough for them beside one cursor.
                    assertNull(overwriteUntilRefused(store));
                    MemoryAccount others = process.memory.budget().account("others");
                    others.reserve(others.spareBytes());
                    assertEquals(RejectionCause.MEMORY_BUDGET, overwriteUntilRefused(store));
                    others.release(others.used());
                    assertEquals(before, SimStore.scan(cursor));
                    assertArrayEquals(bytes("old 7"), snapshot.get(bytes("k107")));
                    assertEquals(StoreState.OPEN, store.stats().state());
                    assertTrue(store.stats().memory().used()
                            <= store.stats().memory().limit());
                }
            }
        });
    }

    private static @Nullable RejectionCause overwriteUntilRefused(Store store) {
        for (int round = 0; round < 1000; round++) {
            for (int i = 0; i < 20; i++) {
                try {
                    store.put(bytes("k" + (100 + i)), bytes("new " + round), Durability.PROCESS);
                } catch (WriteRejectedException refused) {
                    return refused.rejectionCause();
                }
            }
        }
        return null;
    }

    /// Row 10: the tables that a cursor and a snapshot read are merged away and removed under them, again and again;
    /// what is kept for them is shown, and goes with them.
    @Test
    void row10AnOldCursorReadsTablesThatAreMergedAway() {
        StoreOptions options = SimStore.tiny()
                .memtableBytes(64 << 10)
                .memoryBudgetBytes(16 << 20)
                .build();
        SimDisk disk = newDisk();
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                overwrite(store, "old");
                store.flush().await();
                try (Snapshot snapshot = store.snapshot();
                        StoreCursor cursor = snapshot.cursor()) {
                    assertTrue(cursor.first());
                    Map<String, String> before = SimStore.scan(cursor);
                    for (int round = 0; round < 5; round++) {
                        overwrite(store, "new " + round);
                        store.compact().await();
                        assertEquals(before, SimStore.scan(cursor));
                        assertArrayEquals(bytes("old"), snapshot.get(bytes("k107")));
                    }
                    assertTrue(store.stats().tables().retiredBytes() > 0);
                }
                process.simulation.scheduler().await(() -> false, process.clock.nanoTime() + 1_000_000_000L);
                assertEquals(0, store.stats().tables().retiredBytes());
                overwrite(store, "last");
                store.compact().await();
                assertEquals(20, store.stats().tables().entries(), "versions that only the snapshot needed are gone");
            }
        });
    }

    private static void overwrite(Store store, String value) {
        for (int i = 0; i < 20; i++) {
            store.put(bytes("k" + (100 + i)), bytes(value), Durability.PROCESS);
        }
    }

    /// Row 14: what can differ from one open to the next says itself what it is.
    @Test
    void row14OptionsMayDifferFromOneOpenToTheNext() {
        List<StoreOptions> lives = List.of(
                SimStore.tiny().build(),
                SimStore.tiny().logSegmentBytes(32 << 10).memtableBytes(8 << 10).build(),
                SimStore.tiny().directLog(true).preparedSegments(2).build(),
                SimStore.tiny().ringSize(64).ringSlotBytes(64).build(),
                SimStore.tiny().blockBytes(512).bloomBitsPerKey(1).build(),
                SimStore.tiny()
                        .blockBytes(16 << 10)
                        .bloomBitsPerKey(20)
                        .tableBytes(8 << 10)
                        .build(),
                SimStore.tiny().build());
        SimDisk disk = newDisk();
        for (int life = 0; life < lives.size(); life++) {
            int number = life;
            SimStore.use(disk, lives.get(life), life, process -> {
                try (Store store = process.open()) {
                    assertEquals(30 * number, SimStore.contentOf(store).size());
                    for (int i = 0; i < 30; i++) {
                        store.put(bytes("life " + number + " " + i), new byte[100 + i]);
                    }
                    store.flush().await();
                    if (number % 3 == 2) {
                        store.compact().await();
                    }
                }
            });
        }
    }

    /// Row 72: descriptors follow a directory that is renamed.
    @Test
    void row72ARenamedDirectoryIsFollowedAndNothingIsMadeWhereItWas() throws IOException {
        Path before = folder.resolve("before");
        Path after = folder.resolve("after");
        try (Store store = Store.open(before, StoreStorms.small().build())) {
            fill(store, 100);
            Files.move(before, after);
            fill(store, 500);
        }
        assertFalse(Files.exists(before), "nothing is made elsewhere");
        try (Store store = Store.open(after, StoreStorms.small().build())) {
            assertTrue(store.recoveryReport().wasCleanlyClosed());
            assertEquals(600, store.visibleSequence());
        }
    }

    /// Row 72: what is deleted is refused to writers once a file must be made, and comes back nowhere.
    @Test
    void row72ADeletedDirectoryEndsInATypedErrorAndComesBackNowhere() {
        Path path = folder.resolve("deleted");
        StoreOptions options =
                StoreStorms.small().deadline(Duration.ofMillis(200)).build();
        Store store = Store.open(path, options);
        fill(store, 10);
        Await.until("the directory is gone", () -> deleteAll(path));
        assertThrows(StoreException.class, () -> fill(store, 100_000));
        assertArrayEquals(new byte[300], store.get("key3".getBytes(UTF_8)), "reads go on");
        assertTrue(store.close(Duration.ofSeconds(60)));
        assertFalse(Files.exists(path));
        StoreStorms.assertNoThreadLeft();
    }

    /// Row 82: a disk, or a machine, that stands still for ten seconds costs ten seconds.
    @Test
    void row82AStallIsLatencyAndNothingElse() {
        StoreOptions options = SimStore.tiny().build();
        SimDisk disk = newDisk();
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                store.put(bytes("a"), bytes("1"));
                process.disk
                        .faults()
                        .fail(Op.DATA_SYNC)
                        .onCall(1)
                        .delaying(Duration.ofSeconds(10).toNanos());
                long began = process.clock.nanoTime();
                store.put(bytes("a"), bytes("2"));
                assertTrue(process.clock.nanoTime() - began >= 10_000_000_000L);
                store.put(bytes("a"), bytes("3"));
                assertEquals(StoreState.OPEN, store.stats().state());
                assertEquals(3, store.durableSequence());
            }
        });
        assertEquals(Map.of("a", "3"), SimStore.recover(disk, options, 2).content());
    }

    /// Row 89: a listener that throws, and one that does not return, harm nobody but themselves, and neither
    /// runs on the writer's thread.
    @Test
    void row89AListenerThatThrowsOrBlocksHarmsNobody() {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        StoreOptions throwing = StoreStorms.small()
                .logEvents(false)
                .listener(event -> {
                    threads.add(Thread.currentThread().getName());
                    throw new AssertionError("thrown on purpose");
                })
                .build();
        try (Store store = Store.open(folder.resolve("throws"), throwing)) {
            fill(store, 500);
            Await.until("the listener", () -> store.stats().events().listenerFailures() >= 5);
            assertEquals(StoreState.OPEN, store.stats().state());
        }
        assertEquals(List.of("varve-events"), threads.stream().distinct().toList());

        CountDownLatch mayReturn = new CountDownLatch(1);
        StoreOptions blocking = StoreStorms.small()
                .eventQueueSize(2)
                .listener(event -> Await.until("the end", () -> mayReturn.getCount() == 0))
                .build();
        Store store = Store.open(folder.resolve("blocks"), blocking);
        fill(store, 1000);
        assertTrue(store.stats().events().lost() > 0);
        assertFalse(store.close(Duration.ofMillis(20)), "the listener has not returned");
        mayReturn.countDown();
        assertTrue(store.close(Duration.ofSeconds(60)));
        StoreStorms.assertNoThreadLeft();
    }

    private static void fill(Store store, int count) {
        for (int i = 0; i < count; i++) {
            store.put(("key" + i).getBytes(UTF_8), new byte[300], Durability.PROCESS);
        }
    }

    /// False when the store has made or renamed a file meanwhile.
    private static boolean deleteAll(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
            return !Files.exists(root);
        } catch (IOException | UncheckedIOException raced) {
            return false;
        }
    }

    private static SimDisk newDisk() {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        return disk;
    }
}

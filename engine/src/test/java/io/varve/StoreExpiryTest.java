package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreEvent;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// P24, W-B11, rows 7, 93, 95 and 96: values that expire.
final class StoreExpiryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final WriteOptions FOR_A_MINUTE = WriteOptions.asTheStore().expiringAfter(MINUTE);

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    /// Every process begins its clock anew, and so it is set an hour on in each.
    private int lives;

    StoreExpiryTest() {
        disk.makeDirectories("/");
    }

    @Test
    void whatHasExpiredIsFoundByNobody() {
        use(large(), store -> {
            store.put(bytes("sync"), bytes("v"), FOR_A_MINUTE);
            store.async().put(bytes("async"), bytes("v"), FOR_A_MINUTE);
            store.async().putStage(bytes("stage"), bytes("v"), FOR_A_MINUTE);
            try (WriteBatch batch = store.batch()) {
                Instant end = Instant.ofEpochMilli(now.clock.wallMillis()).plus(MINUTE);
                store.write(batch.put(bytes("batch"), bytes("v"), end).put(bytes("stays"), bytes("v")));
            }
            try (Claim claim = store.async().claim()) {
                claim.begin(5, 1, FOR_A_MINUTE).key().putBytes(0, bytes("claim"));
                claim.commit();
            }
            store.sync();
            for (int place = 0; place < 3; place++) {
                assertEquals(6, SimStore.contentOf(store).size());
                pause(Duration.ofSeconds(10));
                (place == 0 ? store.flush() : store.compact()).await();
            }
            pause(MINUTE);
            assertEquals(Map.of("stays", "v"), SimStore.contentOf(store));
            assertNull(store.get(bytes("sync")));
            assertFalse(store.contains(bytes("async")));
            MultiGet wanted = new MultiGet().add(bytes("batch")).add(bytes("stays"));
            assertEquals(1, store.getAll(wanted));
            assertTrue(wanted.isFound(1));
        });
    }

    /// The boundary is the same everywhere: over from its millisecond on.
    @Test
    void theLastMomentIsTheOneBefore() {
        use(large(), store -> {
            long end = now.clock.wallMillis() + 100_000;
            WriteOptions until = WriteOptions.asTheStore().expiringAt(Instant.ofEpochMilli(end));
            store.put(bytes("k"), bytes("v"), until);
            store.flush().await();
            pauseTo(end - 1);
            assertNotNull(store.get(bytes("k")));
            pauseTo(end);
            assertNull(store.get(bytes("k")));
        });
    }

    /// W-B11: what has expired hides what is older, in memtables, in tables, and after they were merged.
    @Test
    void whatIsOlderStaysHidden() {
        for (int flushes = 0; flushes < 8; flushes++) {
            int bits = flushes;
            // Left to itself it would merge what has expired with what it hides.
            use(large().compaction(Compaction.MANUAL), store -> {
                store.put(bytes("k"), bytes("old"));
                flushIf(store, bits & 1);
                store.put(bytes("k"), bytes("new"), FOR_A_MINUTE);
                flushIf(store, bits & 2);
                assertArrayEquals(bytes("new"), store.get(bytes("k")));
                pause(MINUTE);
                assertNull(store.get(bytes("k")));
                store.put(bytes("other"), bytes("v"));
                flushIf(store, bits & 4);
                assertNull(store.get(bytes("k")));
                store.compact().await();
                assertEquals(Map.of("other", "v"), SimStore.contentOf(store));
            });
            use(large(), store -> {
                assertEquals(Map.of("other", "v"), SimStore.contentOf(store));
                store.delete(bytes("other"));
            });
        }
    }

    @Test
    void row96ASnapshotShowsWhatLivedWhenItWasOpened() {
        use(large(), store -> {
            store.put(bytes("k"), bytes("v"), FOR_A_MINUTE);
            store.flush("named").await();
            try (Snapshot snapshot = store.snapshot();
                    StoreCursor cursor = store.cursor();
                    Store named = store.openSnapshot("named")) {
                pause(MINUTE.multipliedBy(3));
                assertNull(store.get(bytes("k")));
                store.put(bytes("k2"), bytes("v"));
                store.flush().await();
                store.compact().await();
                assertArrayEquals(bytes("v"), snapshot.get(bytes("k")));
                assertTrue(snapshot.contains(bytes("k")));
                assertEquals(1, snapshot.getAll(new MultiGet().add(bytes("k"))));
                assertTrue(cursor.first());
                assertEquals("k", text(cursor.key()));
                assertArrayEquals(bytes("v"), named.get(bytes("k")));
            }
            assertNull(store.get(bytes("k")));
            try (Store named = store.openSnapshot("named")) {
                assertNull(named.get(bytes("k")), "opened later");
            }
            store.dropSnapshot("named");
        });
    }

    /// Its value was the only thing that took space, and the log of it is not needed either (W-B19).
    @Test
    void theSpaceOfWhatHasExpiredComesBack() {
        use(large(), store -> {
            for (int i = 0; i < 20; i++) {
                store.put(bytes("k" + i), new byte[600], FOR_A_MINUTE);
            }
            pause(MINUTE.multipliedBy(2));
            store.flush().await();
            assertTrue(store.stats().tables().bytes() < 20 * 600, "tombstones only");
            store.compact().await();
            assertEquals(0, store.stats().tables().bytes());
        });
        use(large(), store -> assertEquals(0, store.recoveryReport().operations()));
    }

    /// One flush, and nobody who writes or calls: nothing of it hides anything, so all that has expired goes.
    @Test
    void theSpaceOfWhatHasExpiredInAFlushComesBackByItself() {
        use(large(), store -> {
            for (int i = 0; i < 100; i++) {
                store.put(bytes("k" + i), new byte[200], i % 2 == 0 ? FOR_A_MINUTE : WriteOptions.asTheStore());
            }
            store.flush().await();
            assertEquals(1, store.stats().tables().level0());
            pause(MINUTE.multipliedBy(3));
            assertEquals(50, store.stats().tables().entries());
            long merges = store.stats().tables().merges();
            pause(MINUTE.multipliedBy(10));
            assertEquals(merges, store.stats().tables().merges(), "it is over");
        });
    }

    /// What expires stands between what does not, and nothing is written any more.
    @Test
    void theSpaceOfWhatHasExpiredBetweenOthersComesBackByItself() {
        use(large(), store -> {
            for (int i = 0; i < 100; i++) {
                store.put(bytes("k" + i), new byte[200], i % 2 == 0 ? FOR_A_MINUTE : WriteOptions.asTheStore());
            }
            store.compact().await();
            long whole = store.stats().tables().bytes();
            assertEquals(100, store.stats().tables().entries());
            pause(MINUTE.dividedBy(2));
            assertEquals(whole, store.stats().tables().bytes());
            try (Snapshot reader = store.snapshot()) {
                pause(MINUTE.multipliedBy(3));
                assertEquals(100, store.stats().tables().entries(), "somebody reads");
                assertTrue(reader.get(bytes("k0")) != null);
            }
            pause(MINUTE);
            assertEquals(50, store.stats().tables().entries());
            assertTrue(store.stats().tables().bytes() < 0.6 * whole);
            long merges = store.stats().tables().merges();
            pause(MINUTE.multipliedBy(10));
            assertEquals(merges, store.stats().tables().merges(), "it is over");
            assertEquals(50, SimStore.contentOf(store).size());
        });
        use(large(), store -> assertEquals(50, SimStore.contentOf(store).size()));
    }

    @Test
    void row93AClockThatIsSetBackRevivesNothing() {
        SimDisk[] killed = new SimDisk[1];
        use(large(), store -> {
            store.put(bytes("k"), bytes("v"), FOR_A_MINUTE);
            pause(MINUTE.multipliedBy(30));
            assertNull(store.get(bytes("k")));
            now.simulation.clock().jumpWall(-3_600_000);
            assertNull(store.get(bytes("k")));
            killed[0] = new CrashImages(now.disk, new SplittableRandom(1)).killed();
        });
        // The clock of this process begins where that of the first one did.
        SimStore.use(killed[0], large().build(), 2, process -> {
            try (Store store = process.open()) {
                assertNull(store.get(bytes("k")), "it was seen expired");
                store.flush().await();
                store.compact().await();
                assertNull(store.get(bytes("k")));
            }
        });
    }

    @Test
    void row94AClockThatIsAheadForAMomentHidesNothing() {
        List<StoreEvent> told = new ArrayList<>();
        use(large().listener(told::add), store -> {
            store.put(bytes("k"), bytes("v"), FOR_A_MINUTE);
            now.simulation.clock().jumpWall(Duration.ofDays(3650).toMillis());
            assertNotNull(store.get(bytes("k")));
            store.flush().await();
            store.compact().await();
            pause(Duration.ofSeconds(6));
            assertNotNull(store.get(bytes("k")));
            now.simulation.clock().jumpWall(-Duration.ofDays(3650).toMillis());
            pause(Duration.ofSeconds(20));
            assertNotNull(store.get(bytes("k")));
            pause(MINUTE);
            assertNull(store.get(bytes("k")));
        });
        List<Boolean> jumps = told.stream()
                .filter(StoreEvent.ClockJumped.class::isInstance)
                .map(event -> ((StoreEvent.ClockJumped) event).isBelieved())
                .toList();
        assertEquals(List.of(false, true), jumps);
    }

    /// Nobody sees a time that was not promised: while the manifest takes no edit, what expires is seen longer.
    @Test
    void aPromiseThatIsRefusedHidesNothing() {
        use(large(), store -> {
            store.put(bytes("k"), bytes("v"), FOR_A_MINUTE);
            pause(Duration.ofSeconds(1));
            now.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> !path.contains("/wal/"))
                    .always()
                    .delaying(Duration.ofHours(2).toNanos());
            pause(MINUTE.multipliedBy(10));
            assertNull(store.get(bytes("k")), "that far it was promised");
            store.put(bytes("later"), bytes("v"), FOR_A_MINUTE);
            pause(MINUTE.multipliedBy(10));
            assertNotNull(store.get(bytes("later")));
            now.disk.faults().clear();
        });
    }

    /// It reads by the clock, and drops nothing before the clock has been seen to go on.
    @Test
    void row95AClockThatIsFarAheadAtAnOpenDropsNothingAtOnce() {
        use(large(), store -> {
            store.put(bytes("k"), new byte[600], FOR_A_MINUTE);
            store.flush().await();
        });
        SimStore.use(disk, large().build(), 3, process -> {
            process.simulation.clock().jumpWall(Duration.ofDays(3650).toMillis());
            now = process;
            try (Store store = process.open()) {
                assertNull(store.get(bytes("k")));
                store.put(bytes("other"), bytes("v"));
                store.flush().await();
                store.compact().await();
                assertTrue(store.stats().tables().bytes() > 600, "not before the clock is believed");
                pause(MINUTE.multipliedBy(2));
                store.put(bytes("other"), bytes("v"));
                store.flush().await();
                store.compact().await();
                assertTrue(store.stats().tables().bytes() < 600);
            }
        });
    }

    @Test
    void valuesLiveAsLongAsTheStoreSays() {
        use(large().timeToLive(MINUTE), store -> {
            store.put(bytes("usual"), bytes("v"));
            store.put(bytes("longer"), bytes("v"), FOR_A_MINUTE.expiringAfter(MINUTE.multipliedBy(5)));
            store.put(bytes("ever"), bytes("v"), FOR_A_MINUTE.expiringAt(Instant.MAX));
            try (WriteBatch batch = store.batch()) {
                store.write(batch.put(bytes("batch"), bytes("v")).delete(bytes("none")));
            }
            assertEquals(4, SimStore.contentOf(store).size());
            pause(MINUTE.multipliedBy(2));
            assertEquals(Map.of("longer", "v", "ever", "v"), SimStore.contentOf(store));
        });
        use(large(), store -> {
            pause(MINUTE.multipliedBy(9));
            assertEquals(Map.of("ever", "v"), SimStore.contentOf(store));
        });
    }

    @Test
    void row7TimesToLive() {
        WriteOptions usual = WriteOptions.asTheStore();
        assertThrows(IllegalArgumentException.class, () -> usual.expiringAfter(Duration.ofMillis(-1)));
        assertEquals(
                usual.expiringAt(Instant.MAX).toString(),
                usual.expiringAfter(Duration.ofSeconds(Long.MAX_VALUE)).toString());
        use(large(), store -> {
            store.put(bytes("at once"), bytes("v"), usual.expiringAfter(Duration.ZERO));
            store.put(bytes("long ago"), bytes("v"), usual.expiringAt(Instant.MIN));
            store.put(bytes("late"), bytes("v"), usual.expiringAfter(Duration.ofMillis(Long.MAX_VALUE - 1)));
            store.put(bytes("never"), bytes("v"), usual.expiringAfter(Duration.ofSeconds(Long.MAX_VALUE)));
            assertEquals(Map.of("late", "v", "never", "v"), SimStore.contentOf(store));
            assertThrows(IllegalArgumentException.class, () -> store.delete(bytes("k"), FOR_A_MINUTE));
            assertThrows(IllegalArgumentException.class, () -> store.async().delete(bytes("k"), FOR_A_MINUTE));
            try (WriteBatch batch = store.batch().put(bytes("k"), bytes("v"))) {
                assertThrows(IllegalArgumentException.class, () -> store.write(batch, FOR_A_MINUTE));
                assertThrows(IllegalArgumentException.class, () -> store.async().write(batch, FOR_A_MINUTE));
                store.write(batch);
            }
            assertArrayEquals(bytes("v"), store.get(bytes("k")));
        });
    }

    private static void flushIf(Store store, int wanted) {
        if (wanted != 0) {
            store.flush().await();
        }
    }

    private void pause(Duration pause) {
        pauseTo(now.clock.wallMillis() + pause.toMillis());
    }

    private void pauseTo(long wallMillis) {
        long until = now.clock.nanoTime() + (wallMillis - now.clock.wallMillis()) * 1_000_000;
        now.simulation.scheduler().await(() -> now.clock.nanoTime() >= until, until);
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), 1, process -> {
            now = process;
            process.simulation.clock().jumpWall(lives++ * Duration.ofHours(1).toMillis());
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private static StoreOptionsBuilder large() {
        return SimStore.tiny().memtableBytes(64 << 10);
    }
}

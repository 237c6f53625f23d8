package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.AsyncStorm.End;
import io.varve.error.StoreClosedException;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rows 83, 84 and 87 with writes that do not wait for their end: interrupts of everybody and closes by
/// everybody, also by a callback, change no outcome, and everybody is told once.
@Timeout(120)
final class AsyncStormTest {
    private static final int WRITERS = 6;
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @RandomizedTest(seeds = 2)
    void interruptsOfEveryThreadChangeNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StoreOptions options = options(4);
        AsyncStorm storm;
        try (Store store = Store.open(directory, options)) {
            storm = new AsyncStorm(store, 300, 40).writers(0, WRITERS, false).writers(WRITERS, WRITERS, true);
            List<Thread> targets = new ArrayList<>(storm.threads());
            targets.addAll(StoreStorms.threads());
            while (storm.threads().stream().anyMatch(Thread::isAlive)) {
                targets.get(random.nextInt(targets.size())).interrupt();
                Thread.onSpinWait();
            }
            storm.joinAll();
            assertEquals(storm.told(), storm.count(End.ACKED), "an interrupt is no reason to refuse a write");
            assertEquals(storm.told(), store.visibleSequence(), "each write happened once");
        }
        try (Store store = Store.open(directory, options)) {
            assertTrue(store.recoveryReport().wasCleanlyClosed());
            storm.verify(store);
        }
    }

    @Test
    void theFlagIsKeptByEveryForm() {
        try (Store store = Store.open(directory, options(4));
                Claim claim = store.async().claim()) {
            AsyncWrites async = store.async();
            WriteOptions process = WriteOptions.of(Durability.PROCESS);
            byte[] key = "a".getBytes(UTF_8);
            List<Runnable> calls = List.of(
                    () -> async.put(key, key, process),
                    () -> async.awaitVisible(async.put(key, new byte[2000], process)),
                    () -> async.awaitDurable(async.put(key, key, process)),
                    () -> async.awaitDurableBeyond(0, WriteOptions.asTheStore()),
                    () -> async.put(key, key, process, (position, failure) -> {}),
                    () -> async.putStage(key, key, process),
                    () -> {
                        claim.begin(1, 1);
                        claim.key().putByte(0, (byte) 'a');
                        async.awaitVisible(claim.commit());
                    });
            for (int i = 0; i < calls.size(); i++) {
                Thread.currentThread().interrupt();
                calls.get(i).run();
                assertTrue(Thread.interrupted(), "call " + i);
            }
        }
    }

    @Test
    void closesFromEverywhereTellEverybodyOnce() {
        for (int round = 0; round < Effort.times(20); round++) {
            Path path = directory.resolve("store" + round);
            Store store = Store.open(path, options(round % 2 == 0 ? 4 : 64));
            AsyncStorm storm = new AsyncStorm(store, Integer.MAX_VALUE, 40)
                    .writers(0, WRITERS, false)
                    .writers(WRITERS, 2, true);
            storm.run(false, () -> follow(store));
            storm.run(false, () -> read(store));
            int enough = 1 + round * 37 % 600;
            Await.until("writes", () -> storm.told() >= enough);
            AtomicInteger closed = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                storm.run(i == 2, () -> {
                    store.close();
                    closed.incrementAndGet();
                });
            }
            if (round % 3 == 0) {
                storm.run(false, () -> closeFromACallback(store));
            }
            storm.joinAll();
            store.close();
            assertEquals(3, closed.get());
            StoreStorms.assertNoThreadLeft();
            storm.requireRight();
            try (Store reopened = Store.open(path, options(4))) {
                assertTrue(reopened.recoveryReport().wasCleanlyClosed());
                storm.verify(reopened);
            }
        }
    }

    /// Whoever closes tells those who follow, and those who wait for a position that is never written: there is
    /// none such, for what was admitted is.
    @Test
    void whatWasAdmittedBeforeACloseIsAcknowledged() throws InterruptedException {
        for (int round = 0; round < Effort.times(30); round++) {
            Path path = directory.resolve("admitted" + round % 3);
            Store store = Store.open(path, options(16));
            CountDownLatch isWaiting = new CountDownLatch(1);
            AtomicInteger acked = new AtomicInteger();
            AtomicInteger admitted = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            Thread writer = Thread.ofPlatform().daemon().start(() -> {
                List<Long> positions = new ArrayList<>();
                try {
                    for (int n = 0; ; n++) {
                        positions.add(store.async()
                                .put(("k" + n).getBytes(UTF_8), new byte[20], WriteOptions.of(Durability.PROCESS)));
                        if (n == 50) {
                            isWaiting.countDown();
                        }
                    }
                } catch (StoreClosedException closed) {
                    refused.incrementAndGet();
                }
                admitted.set(positions.size());
                for (long position : positions) {
                    acked.addAndGet(store.async().awaitVisible(position) ? 1 : 0);
                }
            });
            assertTrue(isWaiting.await(60, TimeUnit.SECONDS));
            store.close();
            writer.join();
            assertEquals(1, refused.get());
            assertEquals(admitted.get(), acked.get());
        }
    }

    private static void closeFromACallback(Store store) {
        try {
            store.async().put("c".getBytes(UTF_8), new byte[1], WriteOptions.of(Durability.PROCESS), (at, failure) -> {
                if (!store.close(Duration.ZERO)) {
                    assertThrows(StoreClosedException.class, () -> store.get("c".getBytes(UTF_8)));
                }
            });
        } catch (StoreClosedException early) {
            // somebody was faster
        }
    }

    private static void follow(Store store) {
        long durable = 0;
        try {
            while (true) {
                long now = store.async()
                        .awaitDurableBeyond(durable, WriteOptions.asTheStore().within(LONG));
                assertTrue(now > durable, "woken in vain");
                durable = now;
            }
        } catch (StoreClosedException closed) {
            // as promised
        }
    }

    private static void read(Store store) {
        byte[] key = "0/0".getBytes(UTF_8);
        boolean wasFound = false;
        try {
            while (true) {
                boolean isFound = store.get(key) != null;
                assertTrue(isFound || !wasFound, "what was visible is gone");
                wasFound = isFound;
            }
        } catch (StoreClosedException closed) {
            // as promised
        }
    }

    private static StoreOptions options(int ringSize) {
        return StoreStorms.small().ringSize(ringSize).deadline(LONG).build();
    }
}

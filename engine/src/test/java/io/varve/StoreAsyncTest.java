package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.TooLargeException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.testing.Await;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writes that do not wait for their end, on the machine.
final class StoreAsyncTest {
    private static final WriteOptions SYNC = WriteOptions.of(Durability.SYNC);
    private static final WriteOptions PROCESS = WriteOptions.of(Durability.PROCESS);
    private static final WriteOptions AT_ONCE = WriteOptions.asTheStore().within(Duration.ZERO);
    private static final WriteOptions A_MOMENT = WriteOptions.asTheStore().within(Duration.ofMillis(1));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void aPositionIsVisibleAndDurableWhenItWasAwaited() {
        try (Store store = Store.open(directory)) {
            AsyncWrites async = store.async();
            long first = async.put(bytes("a"), bytes("1"), PROCESS);
            long second = async.put(segment("b"), segment("2"), PROCESS);
            long third = async.delete(bytes("a"), PROCESS);
            assertTrue(first < second && second < third);

            assertTrue(async.awaitVisible(third));
            assertNull(store.get(bytes("a")));
            assertArrayEquals(bytes("2"), store.get(bytes("b")));
            assertTrue(async.acknowledgedPosition() >= third);

            assertTrue(async.awaitDurable(third));
            assertEquals(store.visibleSequence(), store.durableSequence());
        }
    }

    @Test
    void aCloseWritesWhatWasAdmitted() {
        try (Store store = Store.open(directory)) {
            for (int i = 0; i < 20_000; i++) {
                store.async().put(bytes("k" + i), bytes("v" + i), PROCESS);
            }
        }
        try (Store store = Store.open(directory)) {
            for (int i = 0; i < 20_000; i++) {
                assertArrayEquals(bytes("v" + i), store.get(bytes("k" + i)), "k" + i);
            }
        }
    }

    @Test
    void callbacksComeInOrderOnAThreadOfTheirOwn() throws InterruptedException {
        List<Long> positions = new CopyOnWriteArrayList<>();
        AtomicReference<@Nullable String> thread = new AtomicReference<>();
        CountDownLatch all = new CountDownLatch(1000);
        try (Store store = Store.open(directory)) {
            for (int i = 0; i < 1000; i++) {
                store.async().put(bytes("k" + i), bytes("v"), PROCESS, (position, failure) -> {
                    assertNull(failure);
                    positions.add(position);
                    thread.set(Thread.currentThread().getName());
                    all.countDown();
                });
            }
            assertTrue(all.await(30, TimeUnit.SECONDS));
            assertEquals(positions.stream().sorted().toList(), positions);
            assertEquals("varve-callbacks", thread.get());
        }
    }

    @Test
    void aStageIsCompletedWithThePosition() throws Exception {
        try (Store store = Store.open(directory);
                WriteBatch batch = store.batch()) {
            long put = await(store.async().putStage(bytes("a"), bytes("1"), SYNC));
            long delete = await(store.async().deleteStage(bytes("a"), SYNC));
            long write = await(store.async().writeStage(batch.put(bytes("b"), bytes("2")), SYNC));
            assertTrue(put < delete && delete < write);
            batch.clear();
            assertThrows(IllegalArgumentException.class, () -> store.async().writeStage(batch, SYNC));
            assertArrayEquals(bytes("2"), store.get(bytes("b")));
        }
    }

    @Test
    void aBatchMayBeChangedAtOnceAlsoALargeOne() {
        try (Store store = Store.open(directory);
                WriteBatch batch = store.batch()) {
            byte[] large = new byte[3 << 20];
            long last = 0;
            for (int i = 0; i < 8; i++) {
                batch.clear();
                large[large.length - 1] = (byte) i;
                batch.put(bytes("large" + i), large).put(bytes("small" + i), bytes("v" + i));
                last = store.async().write(batch, PROCESS);
            }
            batch.clear();
            assertTrue(store.async().awaitVisible(last));
            for (int i = 0; i < 8; i++) {
                large[large.length - 1] = (byte) i;
                assertArrayEquals(large, store.get(bytes("large" + i)));
                assertArrayEquals(bytes("v" + i), store.get(bytes("small" + i)));
            }
        }
    }

    @Test
    void aClaimIsEncodedWhereItStands() {
        try (Store store = Store.open(directory);
                Claim claim = store.async().claim()) {
            long last = -1;
            for (int i = 0; i < 5000; i++) {
                claim.begin(Long.BYTES, 2 * Integer.BYTES);
                claim.key().putLong(0, i);
                claim.value().putInt(4, i).putInt(0, -i);
                last = claim.commit();
            }
            assertTrue(store.async().awaitVisible(last));
            for (int i = 0; i < 5000; i++) {
                byte[] value = store.get(ofLong(i));
                assertNotNull(value);
                assertEquals(-i, java.nio.ByteBuffer.wrap(value).getInt(0));
                assertEquals(i, java.nio.ByteBuffer.wrap(value).getInt(4));
            }
        }
    }

    @Test
    void row85AClaimThatIsGivenUpStopsNobody() {
        try (Store store = Store.open(directory);
                Claim claim = store.async().claim()) {
            claim.begin(3, 3);
            claim.key().putBytes(0, bytes("key"));
            assertThrows(IndexOutOfBoundsException.class, () -> claim.value().putBytes(1, bytes("abc")));
            assertThrows(IllegalStateException.class, () -> claim.begin(1, 1));
            claim.abort();
            assertThrows(IllegalStateException.class, claim::commit);
            assertThrows(IllegalStateException.class, () -> claim.value().putByte(0, (byte) 1));

            store.put(bytes("other"), bytes("value"));
            assertNull(store.get(bytes("key")));
            assertThrows(TooLargeException.class, () -> claim.begin(70_000, 1));
            assertThrows(IllegalArgumentException.class, () -> claim.begin(-1, 1));
            claim.begin(3, 0);
            claim.key().putBytes(0, segment("key"));
            assertTrue(store.async().awaitVisible(claim.commit()));
            assertArrayEquals(new byte[0], store.get(bytes("key")));
        }
    }

    @Test
    void offersAreRefusedWhenThereIsNoRoom() {
        try (Store store =
                        Store.open(directory, StoreOptions.builder().ringSize(4).build());
                Claim claim = store.async().claim()) {
            claim.begin(1, 1); // nothing behind it goes on
            List<Long> admitted = new ArrayList<>();
            long position = 0;
            while (position != AsyncWrites.NOT_ADMITTED) {
                position = store.async().offer(segment("k"), segment("v"));
                admitted.add(position);
            }
            assertEquals(4, admitted.size(), "three places, and a refusal");
            WriteRejectedException full = assertThrows(
                    WriteRejectedException.class, () -> store.async().put(bytes("k"), bytes("v"), AT_ONCE));
            assertEquals(RejectionCause.RING_FULL, full.rejectionCause());
            assertThrows(WriteRejectedException.class, () -> store.async().put(bytes("k"), bytes("v"), A_MOMENT));
            assertFalse(store.async().awaitVisible(admitted.get(0), A_MOMENT));
            assertFalse(store.async().awaitVisible(admitted.get(0), AT_ONCE));
            assertFalse(store.async().awaitDurable(admitted.get(0), AT_ONCE));
            assertEquals(0, store.async().awaitDurableBeyond(0, AT_ONCE));
            claim.abort();
            assertTrue(store.async().awaitVisible(admitted.get(2)));
        }
    }

    @Test
    void whoFollowsIsWokenByProgressAndByTheEnd() throws InterruptedException {
        AtomicReference<@Nullable Throwable> end = new AtomicReference<>();
        AtomicInteger steps = new AtomicInteger();
        Thread follower;
        try (Store store = Store.open(directory)) {
            follower = Thread.ofPlatform().start(() -> {
                long durable = 0;
                try {
                    while (true) {
                        durable = store.async()
                                .awaitDurableBeyond(
                                        durable, WriteOptions.asTheStore().within(Duration.ofDays(1)));
                        steps.set((int) durable);
                    }
                } catch (StoreException over) {
                    end.set(over);
                }
            });
            for (int i = 1; i <= 10; i++) {
                store.put(bytes("k"), bytes("v"));
                int wanted = i;
                Await.until("the follower sees " + i, () -> steps.get() >= wanted);
            }
            assertTrue(store.async().awaitDurableBeyond(100, A_MOMENT) <= 100);
        }
        follower.join(30_000);
        assertFalse(follower.isAlive());
        assertTrue(end.get() instanceof StoreClosedException, () -> String.valueOf(end.get()));
    }

    @Test
    void row88ACallbackMayWriteWaitAndClose() throws InterruptedException {
        Store store = Store.open(directory);
        CountDownLatch closed = new CountDownLatch(1);
        store.async().put(bytes("a"), bytes("1"), PROCESS, (position, failure) -> {
            store.put(bytes("b"), bytes("2"));
            long next = store.async().put(bytes("c"), bytes("3"), PROCESS);
            assertTrue(store.async().awaitDurable(next));
            store.close();
            closed.countDown();
        });
        assertTrue(closed.await(30, TimeUnit.SECONDS));
        store.close();
        try (Store again = Store.open(directory)) {
            assertArrayEquals(bytes("3"), again.get(bytes("c")));
        }
    }

    @Test
    void row89WhatACallbackThrowsStaysWithIt() throws InterruptedException {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        StoreOptions options = StoreOptions.builder()
                .listener(event -> {
                    if (event instanceof io.varve.event.StoreEvent.ListenerFailed failed
                            && failed.failure() instanceof AssertionError) {
                        told.countDown();
                    }
                })
                .build();
        try (Store store = Store.open(directory, options)) {
            store.async().put(bytes("a"), bytes("1"), PROCESS, (position, failure) -> {
                throw new AssertionError("users' code");
            });
            store.async().put(bytes("a"), bytes("2"), PROCESS, (position, failure) -> second.countDown());
            assertTrue(second.await(30, TimeUnit.SECONDS));
            assertTrue(told.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void row4AnEmptyBatchIsNothingToWaitFor() {
        try (Store store = Store.open(directory);
                WriteBatch batch = store.batch()) {
            long position = store.async().write(batch, SYNC);
            assertEquals(AsyncWrites.NOTHING, position);
            assertEquals(AsyncWrites.NOTHING, store.async().offer(batch, AT_ONCE));
            assertTrue(store.async().awaitVisible(position));
            assertTrue(store.async().awaitDurable(position));
        }
    }

    @Test
    void row88WhoHasBegunAClaimCannotClose() {
        try (Store store = Store.open(directory);
                Claim claim = store.async().claim()) {
            claim.begin(1, 1);
            assertThrows(IllegalStateException.class, () -> store.close(Duration.ofMillis(1)));
            claim.abort();
            assertTrue(store.close(Duration.ofSeconds(30)));
        }
    }

    @Test
    void row88ACallbackThatFindsNoRoomIsRefusedAtOnce() throws InterruptedException {
        CountDownLatch refused = new CountDownLatch(1);
        try (Store store =
                Store.open(directory, StoreOptions.builder().ringSize(2).build())) {
            CountDownLatch second = new CountDownLatch(1);
            store.async().put(bytes("a"), bytes("1"), PROCESS, (position, failure) -> {
                Await.until("others have taken all callbacks", () -> second.getCount() == 0);
                try {
                    store.async().put(bytes("b"), bytes("2"), PROCESS, (there, none) -> {});
                } catch (WriteRejectedException full) {
                    refused.countDown();
                }
            });
            Thread filler = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2; i++) {
                    store.async().put(bytes("c"), bytes("3"), PROCESS, (position, failure) -> {});
                }
                second.countDown();
            });
            assertTrue(refused.await(30, TimeUnit.SECONDS));
            filler.join();
        }
    }

    @Test
    void wrongCallsAreRefusedBeforeAnythingHappens() {
        Store store = Store.open(directory);
        AsyncWrites async = store.async();
        assertThrows(IllegalArgumentException.class, () -> async.awaitVisible(0), "nothing was submitted");
        assertThrows(
                IllegalArgumentException.class,
                () -> async.put(bytes("a"), bytes("1"), WriteOptions.of(Durability.MEMORY)));
        assertThrows(TooLargeException.class, () -> async.put(new byte[70_000], bytes("1"), SYNC));
        assertThrows(
                IllegalArgumentException.class,
                () -> WriteOptions.of(Durability.SYNC).within(Duration.ofMillis(-1)));
        store.close();
        assertThrows(StoreClosedException.class, () -> async.put(bytes("a"), bytes("1"), SYNC));
        try (Store reader =
                Store.open(directory, StoreOptions.builder().readOnly(true).build())) {
            WriteRejectedException refused = assertThrows(
                    WriteRejectedException.class, () -> reader.async().put(bytes("a"), bytes("1"), SYNC));
            assertEquals(RejectionCause.READ_ONLY, refused.rejectionCause());
        }
    }

    private static long await(java.util.concurrent.CompletionStage<Long> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] ofLong(long number) {
        return java.nio.ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static MemorySegment segment(String text) {
        return MemorySegment.ofArray(bytes(text));
    }
}

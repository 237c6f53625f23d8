package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.TooLargeException;
import io.varve.nativeio.Foreign;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// The catalogue's rows about what callers hand in: 1 to 7, 9, 11. Each ends with a store that goes on.
final class StoreArgumentsTest {
    private static final int MAX_KEY = 65_535;
    private static final byte[] K = "k".getBytes(UTF_8);

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private Store store;

    @BeforeEach
    void open() {
        StoreOptions options = StoreOptions.builder()
                .memtableBytes(1 << 20)
                .logSegmentBytes(1 << 20)
                .durability(Durability.PROCESS)
                .build();
        store = Store.open(directory, options);
    }

    @AfterEach
    void goesOn() {
        store.put(K, K);
        assertArrayEquals(K, store.get(K));
        store.close();
    }

    @Test
    void row1TheEmptyKeyIsAKeyAndTheFirst() {
        byte[] empty = {};
        store.put(new byte[] {0}, K);
        store.put(empty, "of nothing".getBytes(UTF_8));
        assertArrayEquals("of nothing".getBytes(UTF_8), store.get(empty));
        assertTrue(store.contains(MemorySegment.NULL));
        try (StoreCursor cursor = store.cursor()) {
            assertTrue(cursor.first());
            assertArrayEquals(empty, cursor.key());
            assertTrue(cursor.seek(empty));
            assertArrayEquals(empty, cursor.key());
            assertTrue(cursor.next());
            assertArrayEquals(new byte[] {0}, cursor.key());
            assertTrue(cursor.seekForPrevious(empty));
            assertArrayEquals(empty, cursor.key());
            assertFalse(cursor.previous());
        }
        reopen();
        assertArrayEquals("of nothing".getBytes(UTF_8), store.get(empty));
        store.delete(empty);
        assertNull(store.get(empty));
    }

    @Test
    void row2KeysOfTheLargestLengthAndOneMore() {
        byte[] largest = new byte[MAX_KEY];
        byte[] tooLarge = new byte[MAX_KEY + 1];
        store.put(largest, K);
        assertArrayEquals(K, store.get(largest));
        MemorySegment tooLargeSegment = MemorySegment.ofArray(tooLarge);
        try (WriteBatch batch = store.batch();
                StoreCursor cursor = store.cursor()) {
            assertRefused(
                    TooLargeException.class,
                    () -> store.put(tooLarge, K),
                    () -> store.get(tooLarge),
                    () -> store.get(tooLargeSegment, tooLargeSegment),
                    () -> store.contains(tooLarge),
                    () -> store.contains(ByteBuffer.wrap(tooLarge)),
                    () -> store.delete(tooLargeSegment),
                    () -> batch.put(tooLarge, K),
                    () -> batch.delete(tooLargeSegment),
                    () -> cursor.seek(tooLarge),
                    () -> cursor.seekForPrevious(tooLarge));
            assertEquals(0, batch.operations());
            assertTrue(cursor.seek(largest));
            assertEquals(MAX_KEY, cursor.key().length);
        }
        reopen();
        assertArrayEquals(K, store.get(largest));
    }

    @Test
    void row3ValuesOfNothingOfTheLargestSizeAndOneMore() {
        store.put(K, new byte[0]);
        assertArrayEquals(new byte[0], store.get(K));
        long limit = largestValue();
        byte[] largest = new byte[(int) limit];
        Arrays.fill(largest, (byte) 7);
        for (int i = 0; i < 9; i++) {
            store.put(K, largest, i % 2 == 0 ? Durability.SYNC : Durability.PROCESS);
        }
        assertArrayEquals(largest, store.get(K));
        byte[] more = new byte[(int) limit + 1];
        try (WriteBatch batch = store.batch()) {
            batch.put("other".getBytes(UTF_8), K);
            assertRefused(
                    TooLargeException.class,
                    () -> store.put(K, more),
                    () -> store.put(MemorySegment.ofArray(K), MemorySegment.ofArray(more)),
                    () -> store.put(ByteBuffer.wrap(K), ByteBuffer.wrap(more)),
                    () -> batch.put(K, more),
                    () -> batch.put(K, largest));
            assertEquals(1, batch.operations(), "nothing half-done");
            store.write(batch);
        }
        reopen();
        assertArrayEquals(largest, store.get(K));
        assertArrayEquals(K, store.get("other".getBytes(UTF_8)));
    }

    @Test
    void row4BatchesOfNothingOfOneAndOfOneKeyAThousandTimes() {
        long before = store.visibleSequence();
        try (WriteBatch batch = store.batch()) {
            store.write(batch, Durability.SYNC);
            assertEquals(before, store.visibleSequence(), "no sequence number is used up");
            store.write(batch.put(K, K));
            assertEquals(before + 1, store.visibleSequence());
            batch.clear();
            for (int i = 0; i < 1000; i++) {
                batch.put(K, Integer.toString(i).getBytes(UTF_8));
            }
            store.write(batch);
            assertArrayEquals("999".getBytes(UTF_8), store.get(K));
            assertEquals(before + 1001, store.visibleSequence());
            batch.delete(K);
            store.write(batch);
            assertNull(store.get(K));
        }
        try (StoreCursor cursor = store.cursor()) {
            assertFalse(cursor.first());
        }
    }

    /// A level that this store cannot have is refused, and nothing is written.
    @Test
    void aDurabilityOfAnotherKindOfStoreIsRefused() {
        long before = store.visibleSequence();
        assertThrows(IllegalArgumentException.class, () -> store.put(K, K, Durability.MEMORY));
        assertThrows(IllegalArgumentException.class, () -> store.delete(K, Durability.MEMORY));
        assertEquals(before, store.visibleSequence());
    }

    /// A batch is taken whatever the memtable holds at that time, or refused while it is filled; never
    /// waited for, however many operations it has.
    @Test
    void row4BatchesOfTheMostOperations() {
        try (WriteBatch batch = store.batch()) {
            assertThrows(TooLargeException.class, () -> {
                while (true) {
                    int key = batch.operations();
                    batch.put(new byte[] {(byte) (key >> 16), (byte) (key >> 8), (byte) key}, new byte[0]);
                }
            });
            assertTrue(batch.operations() >= 4000, "only " + batch.operations());
            for (int i = 0; i < 4; i++) {
                store.write(batch);
            }
            assertEquals(4L * batch.operations(), store.visibleSequence());
        }
        assertTrue(store.stats().memtables().frozen() < 10, "no memtable was wasted");
        reopen();
        assertTrue(store.contains(new byte[] {0, 0, 1}));
    }

    @Test
    void row5WhatTheCallerChangesAfterwardsDoesNotMatter() {
        byte[] key = "key".getBytes(UTF_8);
        byte[] value = "value".getBytes(UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment keySegment = arena.allocate(3).copyFrom(MemorySegment.ofArray("seg".getBytes(UTF_8)));
            MemorySegment valueSegment = arena.allocate(400).fill((byte) 3);
            store.put(key, value);
            store.put(keySegment, valueSegment);
            key[0] = 0;
            value[0] = 0;
            keySegment.fill((byte) 0);
            valueSegment.fill((byte) 0);
        }
        assertArrayEquals("value".getBytes(UTF_8), store.get("key".getBytes(UTF_8)));
        byte[] expected = new byte[400];
        Arrays.fill(expected, (byte) 3);
        assertArrayEquals(expected, store.get("seg".getBytes(UTF_8)));
    }

    @Test
    void row5MemoryThatCannotBeReadIsRefused() throws InterruptedException {
        MemorySegment closed;
        MemorySegment large;
        try (Arena arena = Arena.ofConfined()) {
            closed = arena.allocate(8);
            large = arena.allocate(5000);
        }
        assertUnreadable(closed, large);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment foreign = arena.allocate(8);
            MemorySegment foreignLarge = arena.allocate(5000);
            List<Throwable> wrong = new ArrayList<>();
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    assertUnreadable(foreign, foreignLarge);
                } catch (Throwable thrown) {
                    wrong.add(thrown);
                }
            });
            other.join();
            assertEquals(List.of(), wrong);
        }
        Await.until(
                "every place of the ring to be given back",
                () -> store.stats().ring().used() == 0);
    }

    private void assertUnreadable(MemorySegment segment, MemorySegment large) {
        MemorySegment fine = MemorySegment.ofArray(K);
        store.put(K, "value".getBytes(UTF_8));
        try (WriteBatch batch = store.batch();
                StoreCursor cursor = store.cursor()) {
            assertTrue(cursor.first());
            assertRefused(
                    IllegalArgumentException.class,
                    () -> store.put(segment, fine),
                    () -> store.put(fine, segment),
                    () -> store.put(fine, large),
                    () -> store.delete(segment),
                    () -> store.contains(segment),
                    () -> store.get(segment, fine),
                    () -> store.get(fine, segment),
                    () -> store.get(segment, MemorySegment::byteSize),
                    () -> batch.put(segment, fine),
                    () -> batch.put(fine, large),
                    () -> batch.delete(segment),
                    () -> cursor.seek(segment),
                    () -> cursor.key(segment),
                    () -> cursor.value(segment));
            assertEquals(0, batch.operations());
        }
        assertArrayEquals("value".getBytes(UTF_8), store.get(K));
    }

    @Test
    void row6EveryKindOfMemory() throws Exception {
        Path file = Files.write(directory.resolve("../mapped" + System.nanoTime()), new byte[8192]);
        try (Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 8192, arena);
            MemorySegment readOnly = MemorySegment.ofArray("ro".getBytes(UTF_8)).asReadOnly();
            MemorySegment ints = MemorySegment.ofArray(new int[] {1, 2, 3});
            MemorySegment ofBuffer = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(16));
            for (MemorySegment memory :
                    List.of(mapped, readOnly, ints, ofBuffer, ints.asSlice(3, 0), ints.asSlice(1, 5))) {
                store.put(memory, memory);
                MemorySegment found = arena.allocate(memory.byteSize());
                assertEquals(memory.byteSize(), store.get(memory, found));
                assertEquals(-1, memory.mismatch(found));
            }
            store.put(K, K);
            assertRefused(
                    IllegalArgumentException.class,
                    () -> store.get(readOnly, readOnly),
                    () -> store.get(ByteBuffer.wrap(K), ByteBuffer.allocate(9).asReadOnlyBuffer()));
        } finally {
            Files.delete(file);
        }
        MemorySegment huge = Foreign.segment(4096, 3L << 30);
        assertRefused(
                TooLargeException.class,
                () -> store.put(huge, MemorySegment.NULL),
                () -> store.put(MemorySegment.NULL, huge),
                () -> store.get(huge, MemorySegment.NULL),
                () -> store.contains(huge));
    }

    /// In a process of its own, because Agrona's buffers need flags that the store does not.
    @Test
    void row6BuffersOfAgronaInEveryForm() throws Exception {
        ChildJvm.Result result = new ChildJvm()
                .with("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED")
                .run(AgronaBuffers.class, directory.resolve("agrona").toString());
        assertEquals("good\n", result.output(), result.errors());
        assertEquals("", result.errors());
    }

    @Test
    void row7NullAnywhereIsRefused() {
        MemorySegment key = MemorySegment.ofArray(K);
        store.put(K, K);
        try (WriteBatch batch = store.batch();
                StoreCursor cursor = store.cursor();
                Snapshot snapshot = store.snapshot()) {
            assertTrue(cursor.first());
            assertRefused(
                    IllegalArgumentException.class,
                    () -> store.put(absent(byte[].class), K),
                    () -> store.put(K, absent(byte[].class)),
                    () -> store.put(K, K, absent(Durability.class)),
                    () -> store.put(key, absent(MemorySegment.class)),
                    () -> store.put(absent(MemorySegment.class), key),
                    () -> store.put(absent(ByteBuffer.class), ByteBuffer.wrap(K)),
                    () -> store.put(ByteBuffer.wrap(K), absent(ByteBuffer.class)),
                    () -> store.put(absent(DirectBuffer.class), 0, 0, absent(DirectBuffer.class), 0, 0),
                    () -> store.delete(absent(byte[].class)),
                    () -> store.delete(K, absent(Durability.class)),
                    () -> store.get(absent(byte[].class)),
                    () -> store.get(key, absent(MemorySegment.class)),
                    () -> store.get(key, StoreArgumentsTest.<ValueReader<String>>absent(null)),
                    () -> store.get(ByteBuffer.wrap(K), absent(ByteBuffer.class)),
                    () -> store.contains(absent(MemorySegment.class)),
                    () -> store.contains(absent(DirectBuffer.class), 0, 0),
                    () -> store.write(absent(WriteBatch.class)),
                    () -> store.write(batch, absent(Durability.class)),
                    () -> store.close(absent(Duration.class)),
                    () -> batch.put(absent(byte[].class), K),
                    () -> batch.put(K, absent(byte[].class)),
                    () -> batch.put(key, absent(MemorySegment.class)),
                    () -> batch.delete(absent(MemorySegment.class)),
                    () -> cursor.seek(absent(byte[].class)),
                    () -> cursor.seek(absent(MemorySegment.class)),
                    () -> cursor.seekForPrevious(absent(byte[].class)),
                    () -> cursor.key(absent(MemorySegment.class)),
                    () -> cursor.value(absent(MemorySegment.class)),
                    () -> snapshot.get(absent(byte[].class)),
                    () -> Store.open(absent(Path.class)),
                    () -> Store.open(directory, absent(StoreOptions.class)));
        }
    }

    @Test
    void row9HandlesAfterTheirCloseAndOfAnotherStore() {
        try (Store other = Store.open(directory.resolve("other"));
                WriteBatch foreign = other.batch()) {
            foreign.put(K, "foreign".getBytes(UTF_8));
            assertRefused(IllegalArgumentException.class, () -> store.write(foreign));
        }
        assertNull(store.get(K));
        StoreCursor cursor = store.cursor();
        assertRefused(IllegalStateException.class, cursor::next, cursor::previous, cursor::key, cursor::value);
        assertFalse(cursor.isValid());
        assertFalse(cursor.first());
    }

    @Test
    void row11KeysAreOrderedAsUnsignedBytes() {
        List<byte[]> keys = new ArrayList<>();
        for (int length : new int[] {0, 1, 2, 7, 8, 9, 15, 16, 17, 300, 60_000}) {
            for (int last : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
                for (int fill : new int[] {0, 0x7F, 0x80, 0xFF}) {
                    byte[] key = new byte[length];
                    Arrays.fill(key, (byte) fill);
                    if (length > 0) {
                        key[length - 1] = (byte) last;
                    }
                    keys.add(key);
                }
            }
        }
        for (byte[] key : keys) {
            store.put(key, Integer.toString(key.length).getBytes(UTF_8));
        }
        List<byte[]> expected = new ArrayList<>(keys);
        expected.sort(Arrays::compareUnsigned);
        expected = distinct(expected);
        reopen();
        try (StoreCursor cursor = store.cursor()) {
            for (byte[] key : expected) {
                assertTrue(key.length == 0 ? cursor.first() : cursor.next());
                assertArrayEquals(key, cursor.key());
            }
            assertFalse(cursor.next());
            assertTrue(cursor.last());
            for (byte[] key : expected.reversed()) {
                assertArrayEquals(key, cursor.key());
                assertEquals(key.length > 0, cursor.previous());
            }
            for (byte[] key : expected) {
                assertTrue(cursor.seek(key));
                assertArrayEquals(key, cursor.key());
            }
        }
    }

    private static List<byte[]> distinct(List<byte[]> sorted) {
        List<byte[]> distinct = new ArrayList<>();
        for (byte[] key : sorted) {
            if (distinct.isEmpty() || !Arrays.equals(distinct.getLast(), key)) {
                distinct.add(key);
            }
        }
        return distinct;
    }

    private void reopen() {
        StoreOptions options = StoreOptions.builder()
                .memtableBytes(1 << 20)
                .logSegmentBytes(1 << 20)
                .durability(Durability.PROCESS)
                .build();
        store.close();
        store = Store.open(directory, options);
    }

    private static long limit() {
        return (1 << 20) / 4;
    }

    /// What remains of the limit beside a record's header and a key of one byte.
    private static long largestValue() {
        return limit() - 9;
    }

    @SuppressWarnings({"NullAway", "unused", "TypeParameterUnusedInFormals"})
    private static <T> T absent(@Nullable Class<T> type) {
        return null;
    }

    private static void assertRefused(Class<? extends Exception> with, Executable... calls) {
        for (int i = 0; i < calls.length; i++) {
            Exception refused = assertThrows(with, calls[i], "call " + i);
            assertInstanceOf(RuntimeException.class, refused);
            assertFalse(String.valueOf(refused.getMessage()).isBlank());
        }
    }
}

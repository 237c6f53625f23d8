package io.varve.nativeio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class RegionTest {
    private static final int SIZE = 64;

    private final MemorySegment segment = Arena.ofAuto().allocate(SIZE, Long.BYTES);
    private final Region region = Region.over(segment, "r");

    @Test
    void testsRunInCheckedMode() {
        assertTrue(Checked.ON);
    }

    @Test
    void isLittleEndianAtAnyOffset() {
        region.putLong(3, 0x0807060504030201L);
        assertEquals(0x0807060504030201L, region.getLong(3));
        for (int i = 0; i < Long.BYTES; i++) {
            assertEquals(i + 1, region.getByte(3 + i));
        }
        assertEquals(0x0102030405060708L, region.getLongBigEndian(3));
        assertEquals(0x04030201, region.getInt(3));
        assertEquals(0x0201, region.getShort(3));
        region.putLongBigEndian(11, 0x0102030405060708L);
        assertEquals(1, region.getByte(11));
        region.putShort(1, (short) 0xABCD);
        assertEquals((short) 0xABCD, region.getShort(1));
        region.putInt(1, 0x89ABCDEF);
        assertEquals(0x89ABCDEF, region.getInt(1));
    }

    @Test
    void publishesAlignedWords() {
        region.putIntRelease(4, 7);
        region.putLongRelease(8, 9);
        assertEquals(7, region.getIntAcquire(4));
        assertEquals(9, region.getLongAcquire(8));
        assertFalse(region.compareAndSetInt(4, 0, 1));
        assertTrue(region.compareAndSetInt(4, 7, 8));
        assertFalse(region.compareAndSetLong(8, 0, 1));
        assertTrue(region.compareAndSetLong(8, 9, 10));
        assertEquals(8, region.getInt(4));
        assertEquals(10, region.getLong(8));
    }

    @Test
    void catchesMisalignedWords() {
        for (Executable access : List.<Executable>of(
                () -> region.getIntAcquire(2),
                () -> region.putIntRelease(1, 0),
                () -> region.getLongAcquire(4),
                () -> region.putLongRelease(4, 0),
                () -> region.compareAndSetInt(3, 0, 0),
                () -> region.compareAndSetLong(4, 0, 0))) {
            assertThrows(IllegalArgumentException.class, access);
        }
    }

    @Test
    void catchesEveryAccessOutsideItsBounds() {
        for (long offset : new long[] {-1, SIZE, SIZE - 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            for (Executable access : List.<Executable>of(
                    () -> region.getLong(offset),
                    () -> region.prefetch(offset),
                    () -> region.putLong(offset, 0),
                    () -> region.getLongBigEndian(offset),
                    () -> region.putLongBigEndian(offset, 0),
                    () -> region.getInt(offset),
                    () -> region.putInt(offset, 0),
                    () -> region.getShort(offset),
                    () -> region.putShort(offset, (short) 0),
                    () -> region.getLongAcquire(offset),
                    () -> region.putLongRelease(offset, 0),
                    () -> region.getIntAcquire(offset),
                    () -> region.putIntRelease(offset, 0),
                    () -> region.fill(offset, 2, (byte) 0),
                    () -> region.slice(offset, 2),
                    () -> region.copyFrom(offset, new byte[2], 0, 2),
                    () -> region.copyFrom(offset, segment, 0, 2),
                    () -> region.copyFrom(offset, region, 0, 2),
                    () -> region.copyFrom(0, region, offset, 2),
                    () -> region.copyTo(offset, new byte[2], 0, 2),
                    () -> region.copyTo(offset, segment, 0, 2))) {
                assertThrows(IndexOutOfBoundsException.class, access, "at " + offset);
            }
        }
        assertThrows(IndexOutOfBoundsException.class, () -> region.getByte(SIZE));
        assertThrows(IndexOutOfBoundsException.class, () -> region.putByte(-1, (byte) 0));
    }

    @Test
    void catchesUseAfterItsLife() {
        Region slice = region.slice(8, 8);
        region.life().end();
        for (Executable access : List.<Executable>of(
                () -> region.getByte(0),
                () -> slice.getLong(0),
                region::segment,
                () -> region.slice(0, 1),
                () -> region.copyFrom(0, slice, 0, 1))) {
            assertEquals(
                    "r: used after it was given back",
                    assertThrows(IllegalStateException.class, access).getMessage());
        }
    }

    @Test
    void aSliceHasItsOwnBounds() {
        Region slice = region.slice(8, 8);
        slice.putLong(0, 5);
        assertEquals(5, region.getLong(8));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.getLong(1));
        assertThrows(IndexOutOfBoundsException.class, () -> slice.getByte(-1));
    }

    @Test
    void copiesToAndFromEverywhere() {
        byte[] bytes = {1, 2, 3, 4, 5};
        region.copyFrom(10, bytes, 1, 3);
        region.copyFrom(20, MemorySegment.ofArray(bytes), 2, 3);
        region.copyFrom(30, region, 10, 13);
        byte[] out = new byte[5];
        region.copyTo(30, out, 1, 3);
        assertArrayEquals(new byte[] {0, 2, 3, 4, 0}, out);
        region.copyTo(20, MemorySegment.ofArray(out), 0, 3);
        assertArrayEquals(new byte[] {3, 4, 5, 4, 0}, out);
        region.copyFrom(11, region, 10, 3);
        assertEquals(0x04030202, region.getInt(10), "an overlapping move");
        region.fill(10, 5, (byte) 9);
        assertEquals(0x0909090909L, region.getLong(10) & 0xFFFFFFFFFFL);
        assertEquals(0, region.getByte(9));
    }

    @Test
    void copiesMoreThanOneChunk() {
        int size = 1_000_003;
        Region large = Region.over(Arena.ofAuto().allocate(size), "large");
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) ((i * 31) >> 3);
        }
        large.copyFrom(0, MemorySegment.ofArray(bytes), 0, size);
        Region copy = Region.over(Arena.ofAuto().allocate(size), "copy");
        copy.copyFrom(0, large, 0, size);
        byte[] out = new byte[size];
        copy.copyTo(0, MemorySegment.ofArray(out), 0, size);
        assertArrayEquals(bytes, out);
        assertThrows(IllegalArgumentException.class, () -> large.copyFrom(1, large, 0, size - 1));
        large.copyFrom(0, large, 1, size - 1);
        assertEquals(bytes[size - 1], large.getByte(size - 2));
    }

    @Test
    void isNeverOnTheHeap() {
        MemorySegment heap = MemorySegment.ofArray(new byte[8]);
        assertThrows(IllegalArgumentException.class, () -> Region.over(heap, "heap"));
    }

    @Test
    void refusesStoresToWhatIsMappedToBeRead() {
        Region mapped = Region.over(segment, RegionLife.ofMapping("m", MapMode.READ));
        for (Executable store : List.<Executable>of(
                () -> mapped.putByte(0, (byte) 1),
                () -> mapped.putShort(0, (short) 1),
                () -> mapped.putInt(0, 1),
                () -> mapped.putLong(0, 1),
                () -> mapped.putLongBigEndian(0, 1),
                () -> mapped.putIntRelease(0, 1),
                () -> mapped.putLongRelease(0, 1),
                () -> mapped.slice(8, 8).putLong(0, 1),
                () -> mapped.fill(0, 1, (byte) 1),
                () -> mapped.copyFrom(0, Region.over(Arena.ofAuto().allocate(8), "from"), 0, 8),
                () -> mapped.copyFrom(0, MemorySegment.ofArray(new byte[1]), 0, 1),
                () -> mapped.copyFrom(0, new byte[1], 0, 1))) {
            assertEquals(
                    "m: stored to, but mapped to be read only",
                    assertThrows(IllegalStateException.class, store).getMessage());
        }
        assertEquals(-1, segment.mismatch(MemorySegment.ofArray(new byte[SIZE])));
        Region.over(segment, RegionLife.ofMapping("m", MapMode.READ_WRITE)).putByte(0, (byte) 1);
    }

    @Test
    void copiesArraysOfAnySize() {
        byte[] bytes = new byte[600_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((i * 31) >> 3);
        }
        Region large = Region.over(Arena.ofAuto().allocate(bytes.length), "large");
        byte[] read = new byte[bytes.length];

        large.copyFrom(1, bytes, 1, bytes.length - 1);
        large.copyTo(1, read, 1, bytes.length - 1);

        read[0] = bytes[0];
        assertArrayEquals(bytes, read);
        assertThrows(IndexOutOfBoundsException.class, () -> large.copyFrom(0, bytes, 1, bytes.length));
        assertThrows(IndexOutOfBoundsException.class, () -> large.copyTo(0, read, -1, 8));
        assertEquals(0, large.getByte(0), "refused before anything happened");
    }
}

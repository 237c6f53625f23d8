package io.varve.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class RecordFormatTest {
    private static final int SIZE = 128;

    private final MemorySegment segment = Arena.ofAuto().allocate(SIZE, Long.BYTES);
    private final Region region = Region.over(segment, "records");

    @Test
    void standsAsDocumented() {
        region.fill(0, SIZE, (byte) 0x55);

        long size = RecordFormat.put(region, 8, RecordKind.PUT, bytes("key"), bytes("value!"));

        assertEquals(24, size);
        assertEquals("0100030006000000" + "6b657976616c7565" + "2100000000000000", hex(8, 24));
        assertEquals("5555555555555555", hex(32, 8), "nothing behind it is touched");
        assertEquals(RecordKind.PUT, RecordFormat.kind(region, 8));
        assertEquals(3, RecordFormat.keyLength(region, 8));
        assertEquals(6, RecordFormat.valueLength(region, 8));
        assertEquals(16, RecordFormat.keyOffset(region, 8));
        assertEquals(19, RecordFormat.valueOffset(region, 8));
        assertEquals(24, RecordFormat.sizeAt(region, 8));
        assertEquals(Long.MAX_VALUE, RecordFormat.expiry(region, 8));
    }

    @Test
    void isTheSameFromArraysAndSegments() {
        for (int length = 0; length < 20; length++) {
            byte[] key = bytes("k".repeat(length));
            byte[] value = bytes("v".repeat(20 - length));
            long size = RecordFormat.put(region, 0, RecordKind.PUT, key, value);
            byte[] expected = segment.asSlice(0, size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            region.fill(0, SIZE, (byte) 0x55);
            assertEquals(
                    size,
                    RecordFormat.put(
                            region,
                            0,
                            RecordKind.PUT,
                            MemorySegment.ofArray(key),
                            MemorySegment.ofArray(value),
                            Expiry.NEVER));
            assertArrayEquals(expected, segment.asSlice(0, size).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
            assertTrue(RecordFormat.isWhole(region, 0, size));
            assertFalse(RecordFormat.isWhole(region, 0, size - 1));
        }
    }

    @Test
    void anEmptyKeyAndAnEmptyValueAreARecord() {
        assertEquals(8, RecordFormat.put(region, 0, RecordKind.PUT, bytes(""), bytes("")));
        assertEquals("0100000000000000", hex(0, 8));
        assertTrue(RecordFormat.isWhole(region, 0, 8));
    }

    @Test
    void readsTheLongestKey() {
        assertEquals(65_544, RecordFormat.size(RecordLimits.MAX_KEY_LENGTH, 0));
        RecordFormat.putHeader(region, 0, RecordKind.DELETE, 0, 0, Expiry.NEVER);
        region.putShort(2, (short) RecordLimits.MAX_KEY_LENGTH);
        assertEquals(RecordLimits.MAX_KEY_LENGTH, RecordFormat.keyLength(region, 0));
        assertFalse(RecordFormat.isWhole(region, 0, SIZE));
    }

    @Test
    void hostileBytesAreNotARecord() {
        RecordFormat.put(region, 0, RecordKind.PUT, bytes("key"), bytes("value"));
        byte[] good = segment.asSlice(0, 16).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        assertRefused(good, 0, 0);
        assertRefused(good, 0, RecordKind.RANGE_DELETE);
        assertRefused(good, 0, 0xFF);
        assertRefused(good, 0, RecordKind.DELETE);
        assertRefused(good, 1, 2);
        assertRefused(good, 1, RecordFormat.EXPIRES);
        assertRefused(good, 2, 0xFF);
        assertRefused(good, 7, 0xFF);
        assertRefused(good, 7, 0x20);
        assertFalse(RecordFormat.isWhole(region, 0, 7));
        assertFalse(RecordFormat.isWhole(region, 0, -1));
    }

    private void assertRefused(byte[] good, int offset, int value) {
        region.copyFrom(0, good, 0, good.length);
        region.putByte(offset, (byte) value);
        assertFalse(RecordFormat.isWhole(region, 0, good.length), () -> value + " at " + offset);
    }

    private String hex(long offset, int length) {
        byte[] bytes = new byte[length];
        region.copyTo(offset, bytes, 0, length);
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}

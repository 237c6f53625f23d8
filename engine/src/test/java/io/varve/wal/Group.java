package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;

/// A group whose content follows from its numbers, so that what is read back needs no copy to be held
/// against: the key of an operation is its sequence number, its value is bytes made from that.
///
/// @param firstSequence of its first operation
/// @param count of its operations
/// @param valueLength of each
record Group(long firstSequence, int count, int valueLength) {
    private static final int KEY_LENGTH = Long.BYTES;

    long size() {
        return count * RecordFormat.size(KEY_LENGTH, valueLength);
    }

    /// Encodes its records at the beginning of a region.
    void put(Region into) {
        long at = 0;
        for (int i = 0; i < count; i++) {
            long sequence = firstSequence + i;
            long key = RecordFormat.putHeader(into, at, RecordKind.PUT, KEY_LENGTH, valueLength);
            into.putLongBigEndian(key, sequence);
            for (int byteIndex = 0; byteIndex < valueLength; byteIndex++) {
                into.putByte(key + KEY_LENGTH + byteIndex, valueByte(sequence, byteIndex));
            }
            at += RecordFormat.size(KEY_LENGTH, valueLength);
        }
    }

    /// The group that was read, every byte of it checked.
    static Group read(long firstSequence, int count, Region records, long offset, long length) {
        Group group = new Group(firstSequence, count, RecordFormat.valueLength(records, offset));
        assertEquals(group.size(), length, "size of " + group);
        long at = offset;
        for (int i = 0; i < count; i++) {
            long sequence = firstSequence + i;
            assertEquals(RecordKind.PUT, RecordFormat.kind(records, at));
            assertEquals(sequence, records.getLongBigEndian(RecordFormat.keyOffset(records, at)), "key");
            long value = RecordFormat.valueOffset(records, at);
            for (int byteIndex = 0; byteIndex < group.valueLength; byteIndex++) {
                if (records.getByte(value + byteIndex) != valueByte(sequence, byteIndex)) {
                    throw new AssertionError("value of " + sequence + " differs at " + byteIndex);
                }
            }
            at += RecordFormat.sizeAt(records, at);
        }
        return group;
    }

    private static byte valueByte(long sequence, int index) {
        return (byte) (sequence * 31 + index * 7L);
    }
}

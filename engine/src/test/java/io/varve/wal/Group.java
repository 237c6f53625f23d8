package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.format.Expiry;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;

/// A group whose content follows from its numbers, so that what is read back needs no copy to be held
/// against: the key of an operation is the life it was written in and its sequence number, its value is
/// bytes made from both.
///
/// @param life in which it was written; sequence numbers that were lost are used again in the next
/// @param firstSequence of its first operation
/// @param count of its operations
/// @param valueLength of each
record Group(long life, long firstSequence, int count, int valueLength) {
    private static final int KEY_LENGTH = 2 * Long.BYTES;

    long size() {
        return count * RecordFormat.size(KEY_LENGTH, valueLength);
    }

    /// Encodes its records at the beginning of a region.
    void put(Region into) {
        long at = 0;
        for (int i = 0; i < count; i++) {
            long sequence = firstSequence + i;
            long key = RecordFormat.putHeader(into, at, RecordKind.PUT, KEY_LENGTH, valueLength, Expiry.NEVER);
            into.putLongBigEndian(key, life);
            into.putLongBigEndian(key + Long.BYTES, sequence);
            for (int byteIndex = 0; byteIndex < valueLength; byteIndex++) {
                into.putByte(key + KEY_LENGTH + byteIndex, valueByte(life, sequence, byteIndex));
            }
            at += RecordFormat.size(KEY_LENGTH, valueLength);
        }
    }

    /// The group that was read, every byte of it checked.
    static Group read(long firstSequence, int count, Region records, long offset, long length) {
        long life = records.getLongBigEndian(RecordFormat.keyOffset(records, offset));
        Group group = new Group(life, firstSequence, count, RecordFormat.valueLength(records, offset));
        assertEquals(group.size(), length, "size of " + group);
        long at = offset;
        for (int i = 0; i < count; i++) {
            long sequence = firstSequence + i;
            assertEquals(RecordKind.PUT, RecordFormat.kind(records, at));
            long key = RecordFormat.keyOffset(records, at);
            assertEquals(life, records.getLongBigEndian(key), "life");
            assertEquals(sequence, records.getLongBigEndian(key + Long.BYTES), "sequence");
            long value = RecordFormat.valueOffset(records, at);
            for (int byteIndex = 0; byteIndex < group.valueLength; byteIndex++) {
                if (records.getByte(value + byteIndex) != valueByte(life, sequence, byteIndex)) {
                    throw new AssertionError("value of " + sequence + " differs at " + byteIndex);
                }
            }
            at += RecordFormat.sizeAt(records, at);
        }
        return group;
    }

    private static byte valueByte(long life, long sequence, int index) {
        return (byte) (life * 57 + sequence * 31 + index * 7L);
    }
}

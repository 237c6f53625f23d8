package io.varve.format;

import io.varve.nativeio.Region;
import java.lang.foreign.MemorySegment;

/// Layout of one operation. It is encoded once, by the caller's thread, and stands like this in the
/// ring, in a batch, in the log and in the memtable.
///
/// | offset | size | field          | meaning                                                      |
/// |-------:|-----:|----------------|--------------------------------------------------------------|
/// |      0 |    1 | `kind`         | [RecordKind]                                                 |
/// |      1 |    1 | `flags`        | bit 0: `expiry` is there; others 0                           |
/// |      2 |    2 | `keyLength`    | 0 … 65535                                                    |
/// |      4 |    4 | `valueLength`  | 0 … 256 Mi; 0 for a DELETE                                   |
/// |      8 |    8 | `expiry`       | milliseconds since 1970 of engine time; only if flagged      |
/// |  8, 16 |      | key            |                                                              |
/// |      … |      | value          | directly behind the key                                      |
/// |      … | 0..7 | padding        | zeros, up to a multiple of 8                                 |
///
/// All integers are little-endian. A record begins on a multiple of 8.
public final class RecordFormat {
    /// Records begin and end on multiples of this.
    public static final int ALIGNMENT = 8;

    /// Bytes before the key of a record that does not expire.
    public static final int HEADER_SIZE = 8;

    /// Flag: the record has an expiry.
    public static final int EXPIRES = 1;

    private static final int KIND_OFFSET = 0;
    private static final int FLAGS_OFFSET = 1;
    private static final int KEY_LENGTH_OFFSET = 2;
    private static final int VALUE_LENGTH_OFFSET = 4;
    private static final int EXPIRY_OFFSET = 8;

    private RecordFormat() {}

    /// Bytes of a record that does not expire, padding included.
    public static long size(int keyLength, int valueLength) {
        return align(HEADER_SIZE + (long) keyLength + valueLength);
    }

    /// Bytes of a record, padding included.
    ///
    /// @param expiry `Long.MAX_VALUE` when it does not expire
    public static long size(int keyLength, int valueLength, long expiry) {
        return align((long) headerSize(expiry) + keyLength + valueLength);
    }

    /// Bytes before the key of a record.
    ///
    /// @param expiry `Long.MAX_VALUE` when it does not expire
    public static int headerSize(long expiry) {
        return expiry == Long.MAX_VALUE ? HEADER_SIZE : HEADER_SIZE + Long.BYTES;
    }

    /// Bytes of the record at `at`, padding included.
    public static long sizeAt(Region region, long at) {
        return align(keyOffset(region, at) - at + keyLength(region, at) + valueLength(region, at));
    }

    /// What the record at `at` does: a [RecordKind], or a number that this version does not know.
    public static int kind(Region region, long at) {
        return region.getByte(at + KIND_OFFSET) & 0xFF;
    }

    /// The flags of the record at `at`.
    public static int flags(Region region, long at) {
        return region.getByte(at + FLAGS_OFFSET) & 0xFF;
    }

    /// Bytes of the key of the record at `at`.
    public static int keyLength(Region region, long at) {
        return region.getShort(at + KEY_LENGTH_OFFSET) & 0xFFFF;
    }

    /// Bytes of the value of the record at `at`.
    public static int valueLength(Region region, long at) {
        return region.getInt(at + VALUE_LENGTH_OFFSET);
    }

    /// Where the key of the record at `at` begins.
    public static long keyOffset(Region region, long at) {
        return at + HEADER_SIZE + ((flags(region, at) & EXPIRES) != 0 ? Long.BYTES : 0);
    }

    /// Where the value of the record at `at` begins.
    public static long valueOffset(Region region, long at) {
        return keyOffset(region, at) + keyLength(region, at);
    }

    /// Whether it is a value that does not expire: most are, and one look tells.
    public static boolean isLasting(Region region, long at) {
        return region.getShort(at + KIND_OFFSET) == RecordKind.PUT;
    }

    /// Whether the first 8 bytes of a record, as a number, are those of a value that does not expire.
    public static boolean isLasting(long header) {
        return (header & 0xFFFF) == RecordKind.PUT;
    }

    /// Bytes of the key, which the first 8 bytes of a record say.
    public static int keyLength(long header) {
        return (int) (header >>> (Byte.SIZE * KEY_LENGTH_OFFSET)) & 0xFFFF;
    }

    /// Bytes of the value, which the first 8 bytes of a record say.
    public static int valueLength(long header) {
        return (int) (header >>> (Byte.SIZE * VALUE_LENGTH_OFFSET));
    }

    /// When the record at `at` expires; `Long.MAX_VALUE` when it does not.
    public static long expiry(Region region, long at) {
        return (flags(region, at) & EXPIRES) != 0 ? region.getLong(at + EXPIRY_OFFSET) : Long.MAX_VALUE;
    }

    /// Encodes a record without its key and value.
    ///
    /// @param expiry [Expiry#NEVER] when it does not expire
    /// @return where the key goes; the value goes directly behind it
    public static long putHeader(Region into, long at, int kind, int keyLength, int valueLength, long expiry) {
        long size = size(keyLength, valueLength, expiry);
        // Zeroed first, so that the padding is; what follows overwrites the rest of it.
        into.putLong(at + size - Long.BYTES, 0);
        return putFields(into, at, kind, keyLength, valueLength, expiry);
    }

    /// Encodes what stands before the key of a record, and nothing of what follows: key, value and padding are
    /// the caller's.
    ///
    /// @param expiry `Long.MAX_VALUE` when it does not expire
    /// @return where the key goes
    public static long putFields(Region into, long at, int kind, int keyLength, int valueLength, long expiry) {
        boolean expires = expiry != Long.MAX_VALUE;
        into.putByte(at + KIND_OFFSET, (byte) kind);
        into.putByte(at + FLAGS_OFFSET, (byte) (expires ? EXPIRES : 0));
        into.putShort(at + KEY_LENGTH_OFFSET, (short) keyLength);
        into.putInt(at + VALUE_LENGTH_OFFSET, valueLength);
        if (expires) {
            into.putLong(at + EXPIRY_OFFSET, expiry);
        }
        return at + headerSize(expiry);
    }

    /// Encodes a record that does not expire.
    ///
    /// @return its size
    public static long put(Region into, long at, int kind, byte[] key, byte[] value) {
        return put(into, at, kind, key, value, Expiry.NEVER);
    }

    /// Encodes a record.
    ///
    /// @return its size
    public static long put(Region into, long at, int kind, byte[] key, byte[] value, long expiry) {
        long keyOffset = putHeader(into, at, kind, key.length, value.length, expiry);
        into.copyFrom(keyOffset, key, 0, key.length);
        into.copyFrom(keyOffset + key.length, value, 0, value.length);
        return size(key.length, value.length, expiry);
    }

    /// Encodes a record.
    ///
    /// @return its size
    public static long put(Region into, long at, int kind, MemorySegment key, MemorySegment value, long expiry) {
        int keyLength = (int) key.byteSize();
        int valueLength = (int) value.byteSize();
        long keyOffset = putHeader(into, at, kind, keyLength, valueLength, expiry);
        into.copyFrom(keyOffset, key, 0, keyLength);
        into.copyFrom(keyOffset + keyLength, value, 0, valueLength);
        return size(keyLength, valueLength, expiry);
    }

    /// Whether a whole, known record stands at `at` and ends at or before `end`. For bytes that came
    /// from outside: nothing of a record may be used before this has said yes.
    public static boolean isWhole(Region region, long at, long end) {
        if (end - at < HEADER_SIZE || !RecordKind.isKnown(kind(region, at)) || (flags(region, at) & ~EXPIRES) != 0) {
            return false;
        }
        int valueLength = valueLength(region, at);
        boolean isLengthRight = valueLength >= 0
                && valueLength <= RecordLimits.MAX_VALUE_LENGTH
                && (valueLength == 0 || kind(region, at) != RecordKind.DELETE);
        return isLengthRight && sizeAt(region, at) <= end - at;
    }

    private static long align(long size) {
        return (size + ALIGNMENT - 1) & -ALIGNMENT;
    }
}

package io.varve.sstable;

import io.varve.format.Expiry;
import io.varve.format.RecordKind;
import io.varve.format.RecordLimits;
import io.varve.nativeio.Region;

/// Layout of an entry of a block. It begins anywhere, and is as short as its numbers allow.
///
/// | offset | size | field         | meaning                                                                |
/// |-------:|-----:|---------------|------------------------------------------------------------------------|
/// |      0 |    1 | `tag`         | bits 0 and 1: [RecordKind]; bit 2: `expiry` is there; bits 3 … 5: bytes |
/// |        |      |               | of `sequence`, less 1; bits 6 and 7: how large the lengths are, below  |
/// |      1 | 1, 2 | `keyLength`   | 0 … 65535                                                              |
/// |      … |1, 2, 4 | `valueLength` | 0 … 256 Mi; 0 for a DELETE                                           |
/// |      … | 1..8 | `sequence`    | number of the operation                                                |
/// |      … |    8 | `expiry`      | milliseconds since 1970 of engine time; only if flagged                |
/// |      … |      | key           |                                                                        |
/// |      … |      | value         | directly behind the key                                                |
///
/// | bits 6 and 7  | 0 | 1 | 2 | 3 |
/// |---------------|--:|--:|--:|--:|
/// | `keyLength`   | 1 | 1 | 2 | 2 |
/// | `valueLength` | 1 | 2 | 2 | 4 |
///
/// The first 8 bytes, the *head*, tell all but sequence and expiry without a branch. They may reach beyond a short
/// entry: **whoever reads has 8 bytes behind the last one.**
final class EntryFormat {
    /// The smallest entry: without key or value.
    static final int MIN_SIZE = 4;

    /// The most that stands before a key.
    static final int MAX_HEADER_SIZE = 1 + 2 + 4 + Long.BYTES + Long.BYTES;

    private static final int KIND_MASK = 3;
    private static final int EXPIRES = 4;
    private static final int SEQUENCE_SHIFT = 3;
    private static final int SEQUENCE_MASK = 7;
    private static final int LENGTHS_SHIFT = 6;
    private static final int LENGTHS_MASK = 3;
    private static final int LENGTHS_OFFSET = 1;

    // A hexadecimal digit for each of the four sizes of lengths, lowest first.
    private static final int DIGIT = 4;
    private static final int VALUE_LENGTH_SIZES = 0x4221;
    private static final int SEQUENCE_OFFSETS = 0x7543;
    private static final int DIGIT_MASK = 0xF;

    private static final int SMALL_SEQUENCE_OFFSET = 3;
    private static final int LARGEST_SMALL_TAG =
            RecordKind.PUT | (Long.BYTES - SMALL_SEQUENCE_OFFSET - 1) << SEQUENCE_SHIFT;

    private EntryFormat() {}

    /// What all that follows is asked of.
    static long head(Region region, long entry) {
        return region.getLong(entry);
    }

    /// A [RecordKind], or a number that this version does not know.
    static int kind(long head) {
        return (int) head & KIND_MASK;
    }

    /// Whether it is a value that does not expire: most are.
    static boolean isLasting(long head) {
        return ((int) head & (KIND_MASK | EXPIRES)) == RecordKind.PUT;
    }

    /// Whether it is a lasting value with lengths of a byte each and a sequence below 2^40, which the head then has
    /// too: nearly all entries of most stores. Of those, what the methods below say with `small` is less work.
    static boolean isSmall(long head) {
        int tag = (int) head & 0xFF;
        return (tag & ~(SEQUENCE_MASK << SEQUENCE_SHIFT)) == RecordKind.PUT && tag <= LARGEST_SMALL_TAG;
    }

    static int smallKeyLength(long head) {
        return (int) (head >>> Byte.SIZE) & 0xFF;
    }

    static int smallValueLength(long head) {
        return (int) (head >>> (2 * Byte.SIZE)) & 0xFF;
    }

    static int smallKeyPlace(long head) {
        return SMALL_SEQUENCE_OFFSET + sequenceSize(head);
    }

    static long smallSequence(long head) {
        return sequence(head >>> (SMALL_SEQUENCE_OFFSET * Byte.SIZE), head);
    }

    static int keyLength(long head) {
        int two = lengths(head) >>> 1;
        return (int) (head >>> Byte.SIZE) & (0xFF | (-two & 0xFFFF));
    }

    /// Above the limit, or negative, only when damaged.
    static int valueLength(long head) {
        int lengths = lengths(head);
        int at = Byte.SIZE * (LENGTHS_OFFSET + 1 + (lengths >>> 1));
        int unused = Long.SIZE - Byte.SIZE * digit(VALUE_LENGTH_SIZES, lengths);
        return (int) ((head >>> at) << unused >>> unused);
    }

    /// Bytes before the key.
    static int keyPlace(long head) {
        int expiry = ((int) head << 1) & Long.BYTES;
        return expiryPlace(head) + expiry;
    }

    static long sequence(Region region, long entry, long head) {
        return sequence(region.getLong(entry + sequencePlace(head)), head);
    }

    /// The sequence, of 8 bytes that begin with it.
    static long sequence(long word, long head) {
        int unused = Long.SIZE - Byte.SIZE * sequenceSize(head);
        return word << unused >>> unused;
    }

    /// Where the sequence begins.
    static int sequencePlace(long head) {
        return digit(SEQUENCE_OFFSETS, lengths(head));
    }

    static long expiry(Region region, long entry, long head) {
        return ((int) head & EXPIRES) != 0 ? region.getLong(entry + expiryPlace(head)) : Expiry.NEVER;
    }

    /// Bytes of an entry.
    static long size(int keyLength, int valueLength, long sequence, long expiry) {
        return (long) headerSize(keyLength, valueLength, sequence, expiry) + keyLength + valueLength;
    }

    /// Encodes what stands before the key. Up to 8 bytes behind it are overwritten.
    ///
    /// @return where the key goes; the value goes directly behind it
    static long putHeader(
            Region into, long entry, int kind, int keyLength, int valueLength, long sequence, long expiry) {
        int lengths = lengths(keyLength, valueLength);
        int sequenceSize = sequenceBytes(sequence);
        boolean expires = expiry != Expiry.NEVER;
        long head = kind
                | (expires ? EXPIRES : 0)
                | ((sequenceSize - 1) << SEQUENCE_SHIFT)
                | ((long) lengths << LENGTHS_SHIFT)
                | ((long) keyLength << Byte.SIZE)
                | ((long) valueLength << (Byte.SIZE * (LENGTHS_OFFSET + 1 + (lengths >>> 1))));
        into.putLong(entry, head);
        long at = entry + digit(SEQUENCE_OFFSETS, lengths);
        into.putLong(at, sequence);
        at += sequenceSize;
        if (expires) {
            into.putLong(at, expiry);
            at += Long.BYTES;
        }
        return at;
    }

    /// Whether a whole, known entry stands there and ends at or before `end`. For bytes that came from outside:
    /// nothing of an entry may be used before this has said yes.
    static boolean isWhole(Region region, long entry, long end) {
        if (end - entry < MIN_SIZE) {
            return false;
        }
        long head = head(region, entry);
        int kind = kind(head);
        int valueLength = valueLength(head);
        boolean isRight = RecordKind.isKnown(kind)
                && valueLength >= 0
                && valueLength <= RecordLimits.MAX_VALUE_LENGTH
                && (valueLength == 0 || kind != RecordKind.DELETE);
        return isRight && size(head) <= end - entry;
    }

    /// Bytes of an entry that is whole.
    static long size(long head) {
        return (long) keyPlace(head) + keyLength(head) + valueLength(head);
    }

    private static int headerSize(int keyLength, int valueLength, long sequence, long expiry) {
        int lengths = digit(SEQUENCE_OFFSETS, lengths(keyLength, valueLength));
        return lengths + sequenceBytes(sequence) + (expiry == Expiry.NEVER ? 0 : Long.BYTES);
    }

    /// The smallest of the four sizes that both have room in.
    private static int lengths(int keyLength, int valueLength) {
        if (valueLength > 0xFFFF) {
            return 3;
        }
        return keyLength > 0xFF ? 2 : valueLength > 0xFF ? 1 : 0;
    }

    private static int lengths(long head) {
        return ((int) head >>> LENGTHS_SHIFT) & LENGTHS_MASK;
    }

    /// Bytes of the sequence.
    static int sequenceSize(long head) {
        return (((int) head >>> SEQUENCE_SHIFT) & SEQUENCE_MASK) + 1;
    }

    private static int sequenceBytes(long sequence) {
        return (Long.SIZE + Byte.SIZE - 1 - Long.numberOfLeadingZeros(sequence | 1)) / Byte.SIZE;
    }

    private static int expiryPlace(long head) {
        return sequencePlace(head) + sequenceSize(head);
    }

    private static int digit(int digits, int which) {
        return (digits >>> (DIGIT * which)) & DIGIT_MASK;
    }
}

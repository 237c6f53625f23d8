package io.varve.memory;

import io.varve.nativeio.Region;

/// The order of keys: byte by byte, unsigned; of two keys that agree as far as the shorter one goes,
/// the shorter is the smaller.
///
/// **Requires:** behind the last byte of every key, [#SLACK] more bytes can be read, whatever they
/// are: keys are read in words, and what does not belong to them is masked away. Entries of a memtable
/// have them by construction; whoever brings a key in memory of its own allocates them. Another thread
/// may be writing those bytes at the same time, which is harmless, as they never count.
///
/// The loops count in int over a long base, which is the form the compiler does well at (a long counter
/// costs a nest of two loops on JDK 25).
public final class Keys {
    /// Bytes that must be readable behind a key.
    public static final int SLACK = Long.BYTES;

    private Keys() {}

    /// The first 8 bytes of a key as a big-endian number, padded with zero bytes. Compared unsigned, two
    /// prefixes order as their keys do, unless they are equal: then the keys are still to be compared.
    public static long prefix(Region region, long offset, int length) {
        assert isReadable(region, offset, length) : length + " bytes at " + offset + " of " + region.size();
        long word = region.getLongBigEndian(offset);
        return length >= Long.BYTES ? word : word & ~(-1L >>> (length * Byte.SIZE));
    }

    /// Compares two keys.
    ///
    /// @return negative, zero or positive, as the first is smaller, equal or larger
    public static int compare(Region a, long aOffset, int aLength, Region b, long bOffset, int bLength) {
        return compareFrom(0, a, aOffset, aLength, b, bOffset, bLength);
    }

    /// Compares two keys that are known to agree in their first `from` bytes, or as far as the shorter
    /// one goes, if that is less.
    public static int compareFrom(int from, Region a, long aOffset, int aLength, Region b, long bOffset, int bLength) {
        assert isReadable(a, aOffset, aLength) : aLength + " bytes at " + aOffset + " of " + a.size();
        assert isReadable(b, bOffset, bLength) : bLength + " bytes at " + bOffset + " of " + b.size();
        int common = Math.min(aLength, bLength);
        for (int i = from; i < common; i += Long.BYTES) {
            long aWord = a.getLongBigEndian(aOffset + i);
            long bWord = b.getLongBigEndian(bOffset + i);
            if (aWord != bWord) {
                return compareWords(aWord, bWord, common - i, aLength, bLength);
            }
        }
        return Integer.compare(aLength, bLength);
    }

    /// How many bytes two keys have in common at their beginning.
    public static int commonLength(Region a, long aOffset, int aLength, Region b, long bOffset, int bLength) {
        int common = Math.min(aLength, bLength);
        for (int i = 0; i < common; i += Long.BYTES) {
            long difference = a.getLongBigEndian(aOffset + i) ^ b.getLongBigEndian(bOffset + i);
            if (difference != 0) {
                return Math.min(common, i + Long.numberOfLeadingZeros(difference) / Byte.SIZE);
            }
        }
        return common;
    }

    /// Two words that differ, of which only the first `valid` bytes belong to both keys.
    private static int compareWords(long aWord, long bWord, int valid, int aLength, int bLength) {
        int same = Long.numberOfLeadingZeros(aWord ^ bWord) / Byte.SIZE;
        return same < valid ? Long.compareUnsigned(aWord, bWord) : Integer.compare(aLength, bLength);
    }

    private static boolean isReadable(Region region, long offset, int length) {
        return offset >= 0 && length >= 0 && offset + length <= region.size() - SLACK;
    }
}

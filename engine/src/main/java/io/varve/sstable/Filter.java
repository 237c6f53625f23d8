package io.varve.sstable;

import io.varve.nativeio.Region;

/// A blocked Bloom filter: all bits of a key are in one line of 64 bytes, so that an absent key costs one miss of
/// the cache.
///
/// The line is the upper half of the product of the key's hash and the number of lines. The bits are chosen by the
/// product of the hash and a constant: its highest 9 bits are the first bit, numbered from the lowest of the
/// line's first byte on, the next 9 the second and so on, up to 7. More are chosen in the same way by the product
/// of the constant and another number: the first product, exclusive-ored with the upper half of the hash.
///
/// At 10 bits per key and 6 probes 1 of 100 absent keys passes.
final class Filter {
    static final int LINE = 64;
    static final int MAX_PROBES = 14;

    private static final int LINE_BITS = LINE * Byte.SIZE;
    private static final int PROBE_BITS = 9;
    private static final int PROBES_PER_WORD = 7;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final Region region;
    private final long count;
    private final int probes;

    /// @param region begins with the lines
    Filter(Region region, long count, int probes) {
        this.region = region;
        this.count = count;
        this.probes = probes;
    }

    /// How many lines so many keys need.
    static long lines(long keys, int bitsPerKey) {
        return (keys * bitsPerKey + LINE_BITS - 1) / LINE_BITS;
    }

    /// How many bits per key are best: two thirds of the optimum of a filter that is not blocked, as lines
    /// that have got more keys than others fill up sooner.
    static int probes(int bitsPerKey) {
        return Math.clamp(Math.round(bitsPerKey * 0.6f), 1, MAX_PROBES);
    }

    /// Adds a key while the lines are made; they began as zeros.
    void insert(long hash) {
        long line = line(hash);
        long bits = hash * MIX;
        for (int i = 0; i < probes; i++) {
            bits = i == PROBES_PER_WORD ? more(hash) : bits;
            long bit = bits >>> (Long.SIZE - PROBE_BITS);
            long word = line + (bit >>> 6) * Long.BYTES;
            region.putLong(word, region.getLong(word) | (1L << bit));
            bits <<= PROBE_BITS;
        }
    }

    /// Has the line of a key fetched.
    void prefetch(long hash) {
        region.prefetch(line(hash));
    }

    /// False when the key is not in the table.
    boolean mayContain(long hash) {
        long line = line(hash);
        long bits = hash * MIX;
        int first = Math.min(probes, PROBES_PER_WORD);
        return hasAll(line, first, bits) && (first == probes || hasAll(line, probes - first, more(hash)));
    }

    private long line(long hash) {
        return LINE * Math.unsignedMultiplyHigh(hash, count);
    }

    private boolean hasAll(long line, int wanted, long chosen) {
        long bits = chosen;
        for (int i = 0; i < wanted; i++) {
            long bit = bits >>> (Long.SIZE - PROBE_BITS);
            if (((region.getLong(line + (bit >>> 6) * Long.BYTES) >>> bit) & 1) == 0) {
                return false;
            }
            bits <<= PROBE_BITS;
        }
        return true;
    }

    private static long more(long hash) {
        return ((hash * MIX) ^ (hash >>> 32)) * MIX;
    }
}

package io.varve.sstable;

import io.varve.nativeio.Region;

/// Where each key of a table stands: its block, and about where in that. A lookup goes there without a search of the
/// index, and has entry and block fetched together. It tells of absent keys as a filter does.
///
/// Lines of 64 bytes, one for 12 keys; of each 4 bytes a number:
///
/// | bits    | of number 0, the head | of numbers 1 … 15, each a post                          |
/// |---------|-----------------------|---------------------------------------------------------|
/// | 0 … 3   | how many posts it has | the *target* in its lower bits: `lineBits` of which line of 64 |
/// | 4 … 31  | which keys found no place here | bytes of the block, `blockBits` of which block; above it the *print* |
///
/// A key's line is the upper half of the product of its hash and the number of lines, both unsigned. Its print is the
/// highest bits of the product of hash and 9e3779b97f4a7c15, or 1 where these are 0: so no post is 0. A
/// key that comes to a full line sets a bit of the head: bit 4 plus the upper half of the product of 28
/// and the lowest 32 bits of that product; who looks for such a key searches the index.
///
/// **Invariant:** a key that is in the table has a post in its line, or its bit in the line's head. What
/// a post says is a hint: the block is searched, a number that is no block's is passed over, and where
/// the block begins with a version of the key that may not be the newest, the index is searched.
final class Signposts {
    static final int LINE = 64;
    static final int KEYS_PER_LINE = 12;

    /// With fewer, too many absent keys would be looked for.
    static final int MIN_PRINT_BITS = 8;

    private static final int POSTS = 15;
    private static final int HEAD_COUNT_MASK = 0xF;
    private static final int HEAD_BITS_SHIFT = 4;
    private static final int HEAD_BITS = Integer.SIZE - HEAD_BITS_SHIFT;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final Region region;
    private final long count;
    private final int blockBits;
    private final int lineBits;

    /// @param region begins with the lines
    Signposts(Region region, long count, int blockBits, int lineBits) {
        this.region = region;
        this.count = count;
        this.blockBits = blockBits;
        this.lineBits = lineBits;
    }

    /// How many lines so many keys need.
    static long lines(long keys) {
        return (keys + KEYS_PER_LINE - 1) / KEYS_PER_LINE;
    }

    /// How many bits numbers below this need.
    static int bits(int numbers) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(numbers - 1);
    }

    /// Whether there is room for prints beside targets of so many bits.
    static boolean fits(int blockBits, int lineBits) {
        return blockBits >= 0
                && lineBits >= 0
                && blockBits <= Integer.SIZE
                && lineBits <= Integer.SIZE
                && blockBits + lineBits <= Integer.SIZE - MIN_PRINT_BITS;
    }

    /// Adds a key while the lines are made; they began as zeros.
    ///
    /// @param target of its post, as of [#target]
    void insert(long hash, int target) {
        long at = line(hash);
        int head = region.getInt(at);
        int used = head & HEAD_COUNT_MASK;
        if (used == POSTS) {
            region.putInt(at, head | (1 << headBit(hash)));
            return;
        }
        region.putInt(at, head + 1);
        region.putInt(at + Integer.BYTES * (used + 1L), (print(hash) << (blockBits + lineBits)) | target);
    }

    /// Where the line of a key begins.
    long line(long hash) {
        return LINE * Math.unsignedMultiplyHigh(hash, count);
    }

    /// Has the line of a key fetched.
    void prefetch(long hash) {
        region.prefetch(line(hash));
    }

    /// False when the key is not in the table.
    boolean mayContain(long hash) {
        long line = line(hash);
        return next(line, hash, 0) != 0 || mayBeElsewhere(line, hash);
    }

    /// Whether who looks for a key comes to a block, or searches the index.
    boolean leadsTo(long hash, int block) {
        long line = line(hash);
        for (int post = next(line, hash, 0); post != 0; post = next(line, hash, post)) {
            if (block(target(line, post)) == block) {
                return true;
            }
        }
        return mayBeElsewhere(line, hash);
    }

    /// The next post of a line that may be that of a key: 0 when there is none.
    ///
    /// @param after the one before; 0 for the first
    int next(long line, long hash, int after) {
        int shift = blockBits + lineBits;
        long both = (print(hash) & 0xFFFF_FFFFL) << shift;
        both |= both << Integer.SIZE;
        for (int post = (after + 1) & -2; post <= POSTS; post += 2) {
            long different = region.getLong(line + Integer.BYTES * (long) post) ^ both;
            if ((int) different >>> shift == 0 && post > after) {
                return post;
            }
            if (different >>> (Integer.SIZE + shift) == 0 && post + 1 > after) {
                return post + 1;
            }
        }
        return 0;
    }

    /// Whether the key may be there though no post says so.
    boolean mayBeElsewhere(long line, long hash) {
        return ((region.getInt(line) >>> headBit(hash)) & 1) != 0;
    }

    /// What the post of a key says.
    ///
    /// @param block it is in, or the first of several
    /// @param line of the block in which its entry begins; one that cannot be said is said to be the last
    static int target(int block, long line, int lineBits) {
        return (block << lineBits) | (int) Math.min(line, (1L << lineBits) - 1);
    }

    /// What a post says.
    int target(long line, int post) {
        return region.getInt(line + Integer.BYTES * (long) post) & ((1 << (blockBits + lineBits)) - 1);
    }

    /// The block of a target: there may be none.
    int block(int target) {
        return target >>> lineBits;
    }

    /// Where in its block a target is, about.
    long place(int target) {
        return (long) LINE * (target & ((1 << lineBits) - 1));
    }

    private int print(long hash) {
        int print = (int) ((hash * MIX) >>> (Integer.SIZE + blockBits + lineBits));
        return print == 0 ? 1 : print;
    }

    private static int headBit(long hash) {
        return HEAD_BITS_SHIFT + (int) ((((hash * MIX) & 0xFFFF_FFFFL) * HEAD_BITS) >>> Integer.SIZE);
    }
}

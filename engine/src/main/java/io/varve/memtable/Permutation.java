package io.varve.memtable;

/// The order of a node's slots, in one word: what makes a node's content change at once.
///
/// | bits           | meaning                                              |
/// |----------------|------------------------------------------------------|
/// | 0 … 3          | how many slots are used: those below this number     |
/// | 4 + 4 i … +3   | the slot that holds the i-th smallest key            |
final class Permutation {
    /// Slots of a node: 14 leave 8 bytes for the header in 192 (decision 0010).
    static final int SLOTS = 14;

    /// No slot is used.
    static final long EMPTY = 0;

    private static final int BITS = 4;
    private static final long MASK = 15;
    private static final long IDENTITY = 0x0DCB_A987_6543_2100L;

    private Permutation() {}

    /// How many slots are used.
    static int count(long permutation) {
        return (int) (permutation & MASK);
    }

    /// The slot that holds the i-th smallest key, counted from 0.
    static int slot(long permutation, int i) {
        return (int) ((permutation >>> (BITS + i * BITS)) & MASK);
    }

    /// With the next unused slot at the i-th place, and those from there on moved up by one.
    static long insert(long permutation, int i) {
        assert count(permutation) < SLOTS : "a full node";
        int shift = BITS + i * BITS;
        long below = permutation & ((1L << shift) - 1);
        long above = permutation >>> shift << shift;
        return (below | ((long) count(permutation) << shift) | (above << BITS)) + 1;
    }

    /// The first slots in their own order.
    static long sorted(int count) {
        return (IDENTITY & ((1L << (BITS + count * BITS)) - 1)) | count;
    }
}

package io.varve.memtable;

import static io.varve.memtable.Permutation.SLOTS;

import io.varve.nativeio.Region;

/// Layout of a node of the tree; the package comment says what the fields mean and who may change what.
///
/// A reference is an offset in the arena divided by 8, so that 4 bytes reach 32 GiB; 0 is none.
final class Node {
    /// Bytes of a leaf: 3 cache lines.
    static final int LEAF_SIZE = 192;

    /// Bytes of an inner node: a leaf's, and a line of children.
    static final int INNER_SIZE = 256;

    /// Nodes stand on cache lines.
    static final int ALIGNMENT = 64;

    private static final int UNIT_SHIFT = 3;

    /// What 4-byte references reach.
    static final long MAX_ARENA_SIZE = 1L << (Integer.SIZE + UNIT_SHIFT);

    private static final int PERMUTATION_OFFSET = 0;
    private static final int SKIP_OFFSET = 8;
    private static final int LEVEL_OFFSET = 10;
    private static final int NEXT_OFFSET = 12;
    private static final int PREFIXES_OFFSET = 16;
    private static final int ENTRIES_OFFSET = PREFIXES_OFFSET + SLOTS * Long.BYTES;
    private static final int CHILDREN_OFFSET = LEAF_SIZE;

    private Node() {}

    /// Bytes of a node of a level; leaves are level 0.
    static int size(int level) {
        return level == 0 ? LEAF_SIZE : INNER_SIZE;
    }

    /// Makes a node that is empty, whatever was there before; what stays unwritten is never read.
    static void init(Region arena, long node, int level, int skip) {
        arena.putLong(node + PERMUTATION_OFFSET, Permutation.EMPTY);
        arena.putShort(node + SKIP_OFFSET, (short) skip);
        arena.putShort(node + LEVEL_OFFSET, (short) level);
        arena.putInt(node + NEXT_OFFSET, 0);
    }

    static int level(Region arena, long node) {
        return arena.getShort(node + LEVEL_OFFSET);
    }

    /// How many bytes all keys of the node's range have in common and its prefixes leave out.
    static int skip(Region arena, long node) {
        return arena.getShort(node + SKIP_OFFSET) & 0xFFFF;
    }

    /// The permutation as its writer left it.
    static long permutation(Region arena, long node) {
        return arena.getLong(node + PERMUTATION_OFFSET);
    }

    static long permutationAcquire(Region arena, long node) {
        return arena.getLongAcquire(node + PERMUTATION_OFFSET);
    }

    static void publishPermutationRelease(Region arena, long node, long permutation) {
        arena.putLongRelease(node + PERMUTATION_OFFSET, permutation);
    }

    static long prefix(Region arena, long node, int slot) {
        return arena.getLong(node + PREFIXES_OFFSET + (long) slot * Long.BYTES);
    }

    static void putPrefix(Region arena, long node, int slot, long prefix) {
        arena.putLong(node + PREFIXES_OFFSET + (long) slot * Long.BYTES, prefix);
    }

    /// The entry whose key a slot stands for: in a leaf the newest version, in an inner node any of the
    /// smallest key of the child's range; 0 for a range without lower end.
    static long entryAcquire(Region arena, long node, int slot) {
        return offset(arena.getIntAcquire(node + ENTRIES_OFFSET + (long) slot * Integer.BYTES));
    }

    static void putEntry(Region arena, long node, int slot, long entry) {
        arena.putInt(node + ENTRIES_OFFSET + (long) slot * Integer.BYTES, reference(entry));
    }

    static void publishEntryRelease(Region arena, long node, int slot, long entry) {
        arena.putIntRelease(node + ENTRIES_OFFSET + (long) slot * Integer.BYTES, reference(entry));
    }

    static long childAcquire(Region arena, long node, int slot) {
        return offset(arena.getIntAcquire(node + CHILDREN_OFFSET + (long) slot * Integer.BYTES));
    }

    static void putChild(Region arena, long node, int slot, long child) {
        arena.putInt(node + CHILDREN_OFFSET + (long) slot * Integer.BYTES, reference(child));
    }

    static void publishChildRelease(Region arena, long node, int slot, long child) {
        arena.putIntRelease(node + CHILDREN_OFFSET + (long) slot * Integer.BYTES, reference(child));
    }

    /// The leaf with the next larger keys; 0 for the last one.
    static long nextAcquire(Region arena, long leaf) {
        return offset(arena.getIntAcquire(leaf + NEXT_OFFSET));
    }

    static void publishNextRelease(Region arena, long leaf, long next) {
        arena.putIntRelease(leaf + NEXT_OFFSET, reference(next));
    }

    static int reference(long offset) {
        assert (offset & ((1 << UNIT_SHIFT) - 1)) == 0 : "offset " + offset;
        return (int) (offset >>> UNIT_SHIFT);
    }

    static long offset(int reference) {
        return Integer.toUnsignedLong(reference) << UNIT_SHIFT;
    }
}

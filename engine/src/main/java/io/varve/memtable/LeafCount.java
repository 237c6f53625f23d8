package io.varve.memtable;

import io.varve.memory.KeyInterval;
import io.varve.nativeio.Region;

/// Counts the keys of a range, leaf by leaf: of each, one key is looked at, but for those at both ends. Beside a
/// writer it counts what it comes by.
final class LeafCount {
    private LeafCount() {}

    static long of(Region arena, KeyInterval range) {
        boolean isFromFirst = range.lowLength() == 0;
        long leaf =
                isFromFirst ? Search.firstLeaf(arena) : Search.leaf(arena, range.region(), 0, range.lowLength(), false);
        long permutation = Node.permutationAcquire(arena, leaf);
        int from = isFromFirst ? 0 : Search.place(arena, leaf, permutation, range.region(), 0, range.lowLength()) >> 1;
        long keys = 0;
        while (true) {
            int count = Permutation.count(permutation);
            int end = end(arena, leaf, permutation, count, range);
            keys += Math.max(0, end - from);
            long next = end < count ? 0 : Node.nextAcquire(arena, leaf);
            if (next == 0) {
                return keys;
            }
            leaf = next;
            permutation = Node.permutationAcquire(arena, leaf);
            from = 0;
        }
    }

    /// How many keys of a leaf are below the end of the range. (What all keys of the leaf have in common says
    /// nothing of that end, so they are compared in full.)
    private static int end(Region arena, long leaf, long permutation, int count, KeyInterval range) {
        int end = count;
        while (end > 0 && !range.isOpen() && !isBelow(arena, leaf, permutation, end - 1, range)) {
            end--;
        }
        return end;
    }

    private static boolean isBelow(Region arena, long leaf, long permutation, int position, KeyInterval range) {
        long entry = Node.entryAcquire(arena, leaf, Permutation.slot(permutation, position));
        return Search.compare(arena, entry, 0, range.region(), range.endOffset(), range.endLength()) < 0;
    }
}

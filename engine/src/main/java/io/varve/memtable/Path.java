package io.varve.memtable;

import io.varve.nativeio.Region;

/// The nodes from the root down to the leaf that the writer works on, with the position taken in each.
/// It stays right from one insertion to the next, so that the next larger key of a sequence needs no
/// search.
///
/// **Owner:** the writer.
final class Path {
    private final Region arena;
    private final long[] nodes = new long[Room.MAX_HEIGHT];
    private final int[] positions = new int[Room.MAX_HEIGHT];
    private int height;

    Path(Region arena) {
        this.arena = arena;
    }

    /// Puts a root above.
    void grow(long root) {
        nodes[height] = root;
        positions[height] = 0;
        height++;
    }

    int height() {
        return height;
    }

    /// The node of a level; 0 is the leaf.
    long node(int level) {
        return nodes[level];
    }

    /// In an inner node the position of the child below; in the leaf that of the key, or where it goes.
    int position(int level) {
        return positions[level];
    }

    void set(int level, long node, int position) {
        nodes[level] = node;
        positions[level] = position;
    }

    /// Moves to the leaf of a key.
    ///
    /// @return true when the leaf has the key already
    boolean find(Region key, long keyOffset, int keyLength) {
        long node = nodes[height - 1];
        for (int level = height - 1; level > 0; level--) {
            long permutation = Node.permutation(arena, node);
            int place = Search.place(arena, node, permutation, key, keyOffset, keyLength);
            int position = Search.childPosition(place, false);
            set(level, node, position);
            node = Node.childAcquire(arena, node, Permutation.slot(permutation, position));
        }
        int place = Search.place(arena, node, Node.permutation(arena, node), key, keyOffset, keyLength);
        set(0, node, place >> 1);
        return Search.isExact(place);
    }

    /// True when the path leads along the right edge, and its end is behind the last key of its node.
    boolean isAtEnd(int level) {
        boolean isEnd = positions[level] == count(level);
        for (int above = level + 1; above < height && isEnd; above++) {
            isEnd = positions[above] == count(above) - 1;
        }
        return isEnd;
    }

    /// An entry of the smallest key that the node of a level may hold; 0 when there is none.
    long lowEnd(int level) {
        return level + 1 == height ? 0 : entry(level + 1, positions[level + 1]);
    }

    /// An entry of the smallest key that is too large for the node of a level; 0 when there is none.
    long highEnd(int level) {
        for (int above = level + 1; above < height; above++) {
            if (positions[above] + 1 < count(above)) {
                return entry(above, positions[above] + 1);
            }
        }
        return 0;
    }

    /// The leaf before that of the path; 0 when there is none.
    long leafBefore() {
        int level = 1;
        while (level < height && positions[level] == 0) {
            level++;
        }
        if (level >= height) {
            return 0;
        }
        long node = child(nodes[level], positions[level] - 1);
        for (level--; level > 0; level--) {
            node = child(node, Permutation.count(Node.permutation(arena, node)) - 1);
        }
        return node;
    }

    int count(int level) {
        return Permutation.count(Node.permutation(arena, nodes[level]));
    }

    private long entry(int level, int position) {
        return Node.entryAcquire(
                arena, nodes[level], Permutation.slot(Node.permutation(arena, nodes[level]), position));
    }

    private long child(long node, int position) {
        return Node.childAcquire(arena, node, Permutation.slot(Node.permutation(arena, node), position));
    }
}

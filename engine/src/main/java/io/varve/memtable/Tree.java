package io.varve.memtable;

import static io.varve.memtable.Permutation.SLOTS;

import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// The writing side of the tree: where a new entry goes, and how nodes divide. [Search] is the reading
/// side; the package comment says why the two need nothing but the order of these stores (I-10).
///
/// **Owner:** the writer.
final class Tree {
    private static final int HALF = SLOTS / 2;

    private final Region arena;
    private final Space space;
    private final Room room = new Room();
    private final Path path;

    /// An empty tree; whatever the arena held is not looked at.
    Tree(Region arena, Space space) {
        this.arena = arena;
        this.space = space;
        this.path = new Path(arena);
        long leaf = newNode(0, 0);
        path.grow(leaf);
        room.addLevel();
        arena.putIntRelease(Search.ROOT_OFFSET, Node.reference(leaf));
    }

    Room room() {
        return room;
    }

    /// Moves to where a key is or goes; everything below speaks of that place.
    ///
    /// @return true when the key is there already
    boolean find(Region key, long keyOffset, int keyLength) {
        return path.find(key, keyOffset, keyLength);
    }

    /// True when the last place was in the last leaf: then [#toEnd()] saves a search.
    boolean isInLastLeaf() {
        return Node.nextAcquire(arena, path.node(0)) == 0;
    }

    /// Moves behind the last key of the leaf.
    void toEnd() {
        path.set(0, path.node(0), path.count(0));
    }

    /// True when the place is before all other keys.
    boolean isFirst() {
        return path.position(0) == 0 && path.leafBefore() == 0;
    }

    /// True when the place is that of the largest key.
    boolean isLast() {
        return path.position(0) == path.count(0) - 1 && isInLastLeaf();
    }

    /// The newest version of the key that was found.
    long newest() {
        return Node.entryAcquire(arena, path.node(0), slot());
    }

    /// Makes another version the newest of the key that was found.
    void replace(long entry) {
        Node.publishEntryRelease(arena, path.node(0), slot(), entry);
    }

    /// The most bytes of nodes that [#insert] would take here.
    long insertionBytes() {
        long bytes = 0;
        int level = 0;
        while (level < path.height() && path.count(level) == SLOTS) {
            bytes += 2L * Node.size(level);
            level++;
        }
        return level == path.height() ? bytes + Node.size(level) : bytes;
    }

    /// Inserts an entry whose key was not found.
    void insert(long entry) {
        if (path.count(0) < SLOTS) {
            addSlot(0, entry, 0);
        } else if (path.isAtEnd(0)) {
            append(0, entry, 0, 0);
        } else {
            split(0);
            addSlot(0, entry, 0);
        }
    }

    private int slot() {
        return Permutation.slot(Node.permutation(arena, path.node(0)), path.position(0));
    }

    /// Adds a key to the node of the path, which has room, at its position.
    private void addSlot(int level, long entry, long child) {
        long node = path.node(level);
        long permutation = Node.permutation(arena, node);
        int slot = Permutation.count(permutation);
        Node.putPrefix(arena, node, slot, prefix(entry, Node.skip(arena, node)));
        Node.putEntry(arena, node, slot, entry);
        if (level > 0) {
            Node.putChild(arena, node, slot, child);
        }
        Node.publishPermutationRelease(arena, node, Permutation.insert(permutation, path.position(level)));
        if (slot + 1 == SLOTS) {
            room.onFull(level);
        }
    }

    /// Puts a node with one key behind the last node of a level, which is full. For ascending keys: their
    /// nodes stay full, and one insertion in 14 makes a node.
    ///
    /// The range of the last node ends now where the new one begins. An inner node is replaced by a copy: a
    /// reader that looks for something above, and came into the old one before it had an end, must not meet
    /// children whose prefixes rely on that end. A leaf is only replaced to get better prefixes.
    ///
    /// @param child what the new node has for a child, in an inner node
    /// @param kept what replaces the last child of the full node, in an inner node
    private void append(int level, long entry, long child, long kept) {
        ensureParent(level);
        long last = path.node(level);
        long low = path.lowEnd(level);
        boolean isReplaced = level > 0 || skip(last, 0, SLOTS, low, entry) != Node.skip(arena, last);
        long full = isReplaced ? copy(level, 0, SLOTS, low, entry) : last;
        long before = level == 0 && isReplaced ? path.leafBefore() : 0;
        long node = newNode(level, 0);
        path.set(level, node, 0);
        addSlot(level, entry, child);
        room.onAppend(level);
        if (level == 0) {
            Node.publishNextRelease(arena, full, node);
        } else {
            Node.putChild(arena, full, SLOTS - 1, kept);
        }

        int position = path.position(level + 1);
        path.set(level + 1, path.node(level + 1), position + 1);
        if (path.count(level + 1) == SLOTS) {
            append(level + 1, entry, node, full);
        } else {
            addSlot(level + 1, entry, node);
            setChild(level + 1, position, full);
        }
        if (before != 0) {
            Node.publishNextRelease(arena, before, full);
        }
    }

    /// Divides the full node of the path into two halves that take its place, and moves to the half where
    /// the path's position is then. The node itself stays as it is, for those who are still in it.
    private void split(int level) {
        ensureParent(level);
        long node = path.node(level);
        long middle = Node.entryAcquire(arena, node, Permutation.slot(Node.permutation(arena, node), HALF));
        long left = copy(level, 0, HALF, path.lowEnd(level), middle);
        long right = copy(level, HALF, SLOTS, middle, path.highEnd(level));
        if (level == 0) {
            Node.publishNextRelease(arena, right, Node.nextAcquire(arena, node));
            Node.publishNextRelease(arena, left, right);
        }

        path.set(level + 1, path.node(level + 1), path.position(level + 1) + 1);
        if (path.count(level + 1) == SLOTS) {
            split(level + 1);
        }
        // The right half first, then the left one in place of the whole: see Search.child.
        long parent = path.node(level + 1);
        int rightPosition = path.position(level + 1);
        addSlot(level + 1, middle, right);
        setChild(level + 1, rightPosition - 1, left);
        room.onSplit(level);

        path.set(level + 1, parent, rightPosition - 1);
        if (level == 0) {
            linkFromBefore(left);
        }
        int position = path.position(level);
        if (position <= HALF) {
            path.set(level, left, position);
        } else {
            path.set(level, right, position - HALF);
            path.set(level + 1, parent, rightPosition);
        }
    }

    /// Lets the leaf before that of the path know what follows it now.
    private void linkFromBefore(long leaf) {
        long before = path.leafBefore();
        if (before != 0) {
            Node.publishNextRelease(arena, before, leaf);
        }
    }

    private void setChild(int level, int position, long child) {
        long node = path.node(level);
        Node.publishChildRelease(arena, node, Permutation.slot(Node.permutation(arena, node), position), child);
    }

    /// Puts a root above the node of a level, unless it has a parent.
    private void ensureParent(int level) {
        if (level + 1 < path.height()) {
            return;
        }
        long root = newNode(level + 1, 0);
        path.grow(root);
        room.addLevel();
        addSlot(level + 1, 0, path.node(level));
        arena.putIntRelease(Search.ROOT_OFFSET, Node.reference(root));
    }

    /// A new node with a part of the keys of the path's node.
    ///
    /// @param low the smallest key of its range, 0 for none
    /// @param high the smallest key above its range, 0 for none
    private long copy(int level, int from, int to, long low, long high) {
        long source = path.node(level);
        long permutation = Node.permutation(arena, source);
        int skip = skip(source, from, to, low, high);
        boolean isSameSkip = skip == Node.skip(arena, source);
        long node = newNode(level, skip);
        for (int i = from; i < to; i++) {
            int slot = Permutation.slot(permutation, i);
            long entry = Node.entryAcquire(arena, source, slot);
            long prefix = isSameSkip ? Node.prefix(arena, source, slot) : prefix(entry, skip);
            Node.putPrefix(arena, node, i - from, prefix);
            Node.putEntry(arena, node, i - from, entry);
            if (level > 0) {
                Node.putChild(arena, node, i - from, Node.childAcquire(arena, source, slot));
            }
        }
        Node.publishPermutationRelease(arena, node, Permutation.sorted(to - from));
        return node;
    }

    /// How many bytes the prefixes of a part of a node are to leave out. All keys of a range begin with what
    /// its two ends have in common; that is left out once there are keys which prefixes do not tell apart,
    /// and not before, as new prefixes mean reading all the keys.
    private int skip(long node, int from, int to, long low, long high) {
        int skip = Node.skip(arena, node);
        if (low == 0 || high == 0 || !hasEqualPrefixes(node, from, to)) {
            return skip;
        }
        int common = Keys.commonLength(
                arena,
                Entry.keyOffset(arena, low),
                Entry.keyLength(arena, low),
                arena,
                Entry.keyOffset(arena, high),
                Entry.keyLength(arena, high));
        assert common >= skip : "range with " + common + " common bytes in one with " + skip;
        return common;
    }

    private boolean hasEqualPrefixes(long node, int from, int to) {
        long permutation = Node.permutation(arena, node);
        for (int i = from + 1; i < to; i++) {
            long before = Node.prefix(arena, node, Permutation.slot(permutation, i - 1));
            if (before == Node.prefix(arena, node, Permutation.slot(permutation, i))) {
                return true;
            }
        }
        return false;
    }

    private long newNode(int level, int skip) {
        long node = space.takeNode(Node.size(level));
        Node.init(arena, node, level, skip);
        return node;
    }

    private long prefix(long entry, int skip) {
        if (entry == 0) {
            return 0;
        }
        return Keys.prefix(arena, Entry.keyOffset(arena, entry) + skip, Entry.keyLength(arena, entry) - skip);
    }
}

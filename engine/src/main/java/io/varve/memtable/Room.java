package io.varve.memtable;

/// How many bytes of nodes the next insertions can need at most, by what the levels hold now.
///
/// An insertion into a full node is a *split*: it makes two nodes at most, and one insertion above. So
/// many splits can n insertions cause at a level:
///
/// - not more than n; and, unless a node is full now, not more than n - 1, as one must fill it;
/// - not more than one per node there is now, plus one per 7 insertions in the middle of the keys (halves
///   of 7 must fill again), plus one per 7 insertions at the end (decision 0010 has the proof).
///
/// **Owner:** the writer.
///
/// **Invariant:** what is said to have room fits (I-11).
final class Room {
    /// Levels that a tree can have. Each needs 7 times the nodes of the one above it, and an arena's
    /// 2^32 references leave room for fewer than 2^28 leaves; the right edge, whose nodes can be emptier,
    /// needs one more.
    static final int MAX_HEIGHT = 16;

    private static final int HALF = Permutation.SLOTS / 2;

    private final long[] live = new long[MAX_HEIGHT];
    private final long[] full = new long[MAX_HEIGHT];
    private int height;

    /// A level above all others, with one node.
    void addLevel() {
        live[height++] = 1;
    }

    int height() {
        return height;
    }

    /// A node became two that are not full.
    void onSplit(int level) {
        live[level]++;
        full[level]--;
    }

    /// A node with one slot was added behind a full one.
    void onAppend(int level) {
        live[level]++;
    }

    /// A node became full.
    void onFull(int level) {
        full[level]++;
    }

    /// The most bytes of nodes that so many insertions can take.
    long worstCase(int insertions) {
        long bytes = 0;
        long arriving = insertions;
        for (int level = 0; arriving > 0; level++) {
            if (level >= height) {
                bytes += Node.size(level);
            }
            long splits = splits(level, arriving);
            bytes += 2 * splits * Node.size(level);
            arriving = splits;
        }
        return bytes;
    }

    private long splits(int level, long arriving) {
        boolean isThere = level < height;
        if (!isThere && arriving < Permutation.SLOTS) {
            return 0;
        }
        long single = isThere && full[level] > 0 ? arriving : arriving - 1;
        long amortised = (isThere ? live[level] : 1) + 1 + 2 * ((arriving + HALF - 1) / HALF);
        return Math.min(single, amortised);
    }
}

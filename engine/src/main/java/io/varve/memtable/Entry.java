package io.varve.memtable;

import io.varve.format.RecordFormat;
import io.varve.nativeio.Region;

/// Layout of an entry: one version of one key. Its offset in the arena is what the memtable hands out
/// for it.
///
/// | offset | size | field      | meaning                                                            |
/// |-------:|-----:|------------|--------------------------------------------------------------------|
/// |      0 |    8 | `sequence` | number of the operation                                            |
/// |      8 |    4 | `older`    | reference to the next older version; 0 for the first               |
/// |     12 |    4 | `jump`     | reference to a version further back; 0 for the first               |
/// |     16 |      | record     | as the caller encoded it ([RecordFormat])                          |
/// |      … |    8 | `depth`    | how many versions are older; only if there is one                  |
///
/// The jumps are those of Myers' skew-binary stack: two equal jumps in a row are joined to one, so that
/// every version of a chain of n is reached in O(log n) steps, with one jump per version. (A jump of
/// the lowest bit of the depth would need O(log² n).)
///
/// **Invariant:** an entry is complete before a reference to it is published, and never changes.
final class Entry {
    /// Bytes before the record.
    static final int HEADER_SIZE = 16;

    /// The most that an entry needs besides its record.
    static final int MAX_OVERHEAD = HEADER_SIZE + Long.BYTES;

    private static final int SEQUENCE_OFFSET = 0;
    private static final int OLDER_OFFSET = 8;
    private static final int JUMP_OFFSET = 12;

    private Entry() {}

    /// Copies a record, as the first version of its key.
    ///
    /// @return bytes written
    static long put(Region arena, long entry, long sequence, Region source, long recordOffset, long recordSize) {
        arena.putLong(entry + SEQUENCE_OFFSET, sequence);
        arena.putLong(entry + OLDER_OFFSET, 0);
        arena.copyFrom(entry + HEADER_SIZE, source, recordOffset, recordSize);
        return HEADER_SIZE + recordSize;
    }

    /// Makes an entry that is not published yet the successor of another version of its key.
    ///
    /// @return bytes written behind it
    static long follow(Region arena, long entry, long older) {
        long jump = jump(arena, older);
        long farJump = jump(arena, jump);
        int depth = depth(arena, older);
        int jumpDepth = depth(arena, jump);
        boolean isJoined = depth - jumpDepth == jumpDepth - depth(arena, farJump);
        arena.putInt(entry + OLDER_OFFSET, Node.reference(older));
        arena.putInt(entry + JUMP_OFFSET, Node.reference(isJoined ? farJump : older));
        arena.putLong(depthOffset(arena, entry), depth + 1L);
        return Long.BYTES;
    }

    /// The newest version at or below a sequence, of this one and those it follows; 0 if there is none.
    static long visible(Region arena, long newest, long sequence) {
        long entry = newest;
        while (entry != 0 && sequence(arena, entry) > sequence) {
            long jump = Node.offset(arena.getInt(entry + JUMP_OFFSET));
            boolean isJumpNewer = jump != 0 && sequence(arena, jump) > sequence;
            entry = isJumpNewer ? jump : Node.offset(arena.getInt(entry + OLDER_OFFSET));
        }
        return entry;
    }

    static long sequence(Region arena, long entry) {
        return arena.getLong(entry + SEQUENCE_OFFSET);
    }

    static int kind(Region arena, long entry) {
        return RecordFormat.kind(arena, entry + HEADER_SIZE);
    }

    static int keyLength(Region arena, long entry) {
        return RecordFormat.keyLength(arena, entry + HEADER_SIZE);
    }

    static long keyOffset(Region arena, long entry) {
        return RecordFormat.keyOffset(arena, entry + HEADER_SIZE);
    }

    static int valueLength(Region arena, long entry) {
        return RecordFormat.valueLength(arena, entry + HEADER_SIZE);
    }

    static long valueOffset(Region arena, long entry) {
        return RecordFormat.valueOffset(arena, entry + HEADER_SIZE);
    }

    static boolean isLasting(Region arena, long entry) {
        return RecordFormat.isLasting(arena, entry + HEADER_SIZE);
    }

    static long expiry(Region arena, long entry) {
        return RecordFormat.expiry(arena, entry + HEADER_SIZE);
    }

    /// The first version counts as its own jump.
    private static long jump(Region arena, long entry) {
        long jump = Node.offset(arena.getInt(entry + JUMP_OFFSET));
        return jump == 0 ? entry : jump;
    }

    private static int depth(Region arena, long entry) {
        return arena.getInt(entry + OLDER_OFFSET) == 0 ? 0 : (int) arena.getLong(depthOffset(arena, entry));
    }

    private static long depthOffset(Region arena, long entry) {
        return entry + HEADER_SIZE + RecordFormat.sizeAt(arena, entry + HEADER_SIZE);
    }
}

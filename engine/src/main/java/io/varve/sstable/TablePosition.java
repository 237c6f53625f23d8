package io.varve.sstable;

import io.varve.nativeio.Region;

/// A place among all entries of a table, and the moves from one to the next.
///
/// Of a packed block it has a copy, for which it takes memory when it first comes to one, and keeps it until
/// [#release]: the bytes of an entry can be read until it leaves the block.
///
/// **Owner:** one thread.
final class TablePosition {
    private static final int NOWHERE = -1;

    private final Blocks blocks;
    private final TableIndex index;
    private final BlockReader reader = new BlockReader();
    private final WalkAhead walk;
    private Region region;
    private int block;
    private int place;
    private long begin;
    private int length;
    private int count;
    private int skip;
    private boolean hasVersions;

    TablePosition(Blocks blocks) {
        this.blocks = blocks;
        this.index = blocks.index();
        this.walk = new WalkAhead(blocks);
        this.region = blocks.region();
        this.block = NOWHERE;
    }

    /// The memory that the entry lies in; another one after a move to another block.
    Region region() {
        return region;
    }

    /// Gives back the memory that it has taken; it is on no entry then.
    void release() {
        reader.close();
        block = NOWHERE;
    }

    /// The entry that it is on.
    long entry() {
        return Block.entry(region, begin, length, count, place);
    }

    int block() {
        return block;
    }

    int place() {
        return place;
    }

    void toFirst() {
        walk.onSeek();
        enter(0);
        place = 0;
    }

    void toLast() {
        walk.onSeek();
        enter(index.count() - 1);
        place = count - 1;
    }

    /// Goes back to where it was.
    void to(int oldBlock, int oldPlace) {
        enter(oldBlock);
        place = oldPlace;
    }

    /// Moves to the first entry that is not below a key and sequence; behind the last of a block when it is the
    /// first of the next, or there is none.
    ///
    /// @return whether it has that key
    boolean seek(Region key, long keyOffset, int keyLength, long sequence) {
        walk.onSeek();
        enter(index.locate(key, keyOffset, keyLength, sequence));
        boolean isExact = seekInBlock(key, keyOffset, keyLength, sequence);
        if (isExact || place < count || !nextContinues()) {
            return isExact;
        }
        enter(block + 1);
        return seekInBlock(key, keyOffset, keyLength, sequence);
    }

    /// Whether it is on an entry, after it was moved up; if it is behind the last of a block, it goes to the next.
    boolean settle() {
        if (place < count) {
            return true;
        }
        if (block + 1 == index.count()) {
            return false;
        }
        walk.onUp(block + 1);
        enter(block + 1);
        place = 0;
        return true;
    }

    /// Moves up by one, to an entry or to behind the last one of the block.
    void up() {
        place++;
    }

    /// Moves down by one; false, and does nothing, when there is none.
    boolean down() {
        if (place > 0) {
            place--;
            return true;
        }
        if (block == 0) {
            return false;
        }
        walk.onDown(block - 1);
        enter(block - 1);
        place = count - 1;
        if (block > 0) {
            blocks.fetch(block - 1);
        }
        return true;
    }

    /// How many entries of this block come next, of which none has the key of another one; none when that may be.
    int ahead(boolean isUpward) {
        return hasVersions ? 0 : isUpward ? count - 1 - place : place;
    }

    /// Where an entry of the same block ends, so many steps up.
    long endAt(int steps) {
        return place + steps + 1 < count ? entryAt(steps + 1) : begin + length;
    }

    /// Whether there is an entry in this block so many steps up, or down if below 0, and no two entries of the block,
    /// nor the first and the last of the block before, have the same key.
    boolean isPlain(int steps) {
        int to = place + steps;
        return !hasVersions && to >= 0 && to < count;
    }

    /// The entry of the same block so many steps up.
    long entryAt(int steps) {
        return Block.entry(region, begin, length, count, place + steps);
    }

    /// Goes to it.
    void move(int steps) {
        place += steps;
    }

    /// Whether it is on the first entry of a block. If the one below may have the same key then, it has.
    boolean isFirstOfBlock() {
        return place == 0;
    }

    /// Whether the entry above may have the same key; if it is in the next block, whether it has.
    boolean mayContinueUp() {
        return place + 1 < count ? hasVersions : nextContinues();
    }

    /// Whether the entry below may have the same key; if it is in the block before, whether it has.
    boolean mayContinueDown() {
        return place > 0 ? hasVersions : index.continues(block);
    }

    private boolean nextContinues() {
        return block + 1 < index.count() && index.continues(block + 1);
    }

    private boolean seekInBlock(Region key, long keyOffset, int keyLength, long sequence) {
        int found = Block.find(region, begin, length, count, skip, key, keyOffset, keyLength, sequence, Block.OF_SOME);
        place = found >> 1;
        return (found & 1) != 0;
    }

    private void enter(int next) {
        if (next == block) {
            return;
        }
        // When this throws, it is nowhere: the room may have been emptied.
        block = NOWHERE;
        if (blocks.isPacked(next)) {
            enterPacked(next);
        } else {
            enterMapped(next);
        }
        hasVersions = index.hasVersions(next);
        block = next;
    }

    private void enterPacked(int next) {
        length = reader.toPacked(blocks, next);
        region = reader.region();
        begin = 0;
        count = index.entries(next);
        skip = index.skip(next);
    }

    private void enterMapped(int next) {
        // As in a lookup, the word of the block says what is waited for; nothing waits for the flag.
        long word = blocks.word(next);
        region = blocks.region();
        boolean isComplete = BlockWord.isComplete(word);
        begin = isComplete ? BlockWord.offset(word) : index.offset(next);
        length = isComplete ? BlockWord.length(word) : index.length(next);
        count = isComplete ? BlockWord.count(word) : index.entries(next);
        skip = isComplete ? BlockWord.skip(word) : index.skip(next);
    }
}

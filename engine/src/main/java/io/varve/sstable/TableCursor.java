package io.varve.sstable;

import io.varve.cursor.Cursor;
import io.varve.cursor.EntryCopies;
import io.varve.cursor.Stand;
import io.varve.error.CorruptionException;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// A walk over a table as of one snapshot. After an exception it stands on no entry.
///
/// Two entries are compared only within a block: a packed one is gone when the walk has left it. Across the border
/// the index knows whether the key is the same.
final class TableCursor implements Cursor {
    private final Blocks blocks;
    private final TablePosition position;
    private final long sequence;
    private long entry;

    TableCursor(Blocks blocks, long sequence) {
        this.blocks = blocks;
        this.position = new TablePosition(blocks);
        this.sequence = sequence;
    }

    @Override
    public boolean first() {
        entry = Table.NOT_FOUND;
        try {
            position.toFirst();
            return settleUpward();
        } catch (InternalError fault) {
            throw lost(fault);
        }
    }

    @Override
    public boolean last() {
        entry = Table.NOT_FOUND;
        try {
            position.toLast();
            return settleDownward();
        } catch (InternalError fault) {
            throw lost(fault);
        }
    }

    @Override
    public boolean seek(Region key, long offset, int length) {
        entry = Table.NOT_FOUND;
        try {
            position.seek(key, offset, length, sequence);
            return settleUpward();
        } catch (InternalError fault) {
            throw lost(fault);
        }
    }

    @Override
    public boolean seekForPrevious(Region key, long offset, int length) {
        entry = Table.NOT_FOUND;
        try {
            boolean isExact = position.seek(key, offset, length, sequence);
            return (isExact || position.down()) && settleDownward();
        } catch (InternalError fault) {
            throw lost(fault);
        }
    }

    @Override
    public boolean next() {
        assert isValid() : "next() from no entry";
        long before = entry;
        entry = Table.NOT_FOUND;
        try {
            boolean isSame = true;
            while (isSame) {
                boolean mayBeSame = position.mayContinueUp();
                position.up();
                isSame = mayBeSame && position.settle() && (position.isFirstOfBlock() || isSameKey(before));
                before = isSame ? position.entry() : before;
            }
            return settleUpward();
        } catch (InternalError fault) {
            throw lost(fault);
        }
    }

    @Override
    public boolean previous() {
        assert isValid() : "previous() from no entry";
        long before = entry;
        entry = Table.NOT_FOUND;
        try {
            boolean isSame = true;
            while (isSame) {
                boolean mayBeSame = position.mayContinueDown();
                boolean isBorder = position.isFirstOfBlock();
                if (!position.down()) {
                    return false;
                }
                isSame = mayBeSame && (isBorder || isSameKey(before));
                before = isSame ? position.entry() : before;
            }
            return settleDownward();
        } catch (InternalError fault) {
            throw lost(fault);
        }
    }

    @Override
    public boolean copyOn(EntryCopies into, int most, long direction, long farthest) {
        int before = into.count();
        try {
            boolean isOn = true;
            while (isOn && into.count() - before < most) {
                int some = Stretch.copy(position, into, most - into.count() + before, direction, farthest, sequence);
                isOn = some > 0 || copyOne(into, direction, farthest);
                entry = position.entry();
            }
        } catch (InternalError fault) {
            // Of a page that cannot be read, nothing may have been copied over what was there before.
            into.cut(before);
            throw lost(fault);
        }
        return into.count() > before;
    }

    @Override
    public boolean isValid() {
        return entry != Table.NOT_FOUND;
    }

    @Override
    public void show(Stand into) {
        try {
            Block.show(position.region(), entry, into);
        } catch (InternalError fault) {
            throw lost(fault);
        }
    }

    @Override
    public Region region() {
        return position.region();
    }

    @Override
    public long keyOffset() {
        return Block.keyOffset(region(), entry);
    }

    @Override
    public int keyLength() {
        return Block.keyLength(region(), entry);
    }

    @Override
    public long valueOffset() {
        return Block.valueOffset(region(), entry);
    }

    @Override
    public int valueLength() {
        return Block.valueLength(region(), entry);
    }

    @Override
    public int kind() {
        return Block.kind(region(), entry);
    }

    @Override
    public long sequence() {
        return Block.sequence(region(), entry);
    }

    @Override
    public long expiry() {
        return Block.expiry(region(), entry);
    }

    @Override
    public void release() {
        entry = Table.NOT_FOUND;
        position.release();
    }

    /// Whether the entry that it came to has the key of one before, of the same block.
    private boolean isSameKey(long before) {
        return Block.isSameKey(region(), before, position.entry());
    }

    /// In a block where every entry has a key of its own, and to none that has a version in another one.
    private boolean copyOne(EntryCopies into, long direction, long farthest) {
        int step = direction == Long.MIN_VALUE ? 1 : -1;
        if (!position.isPlain(step)) {
            return false;
        }
        Region region = position.region();
        long next = position.entryAt(step);
        long keyOffset = Block.keyOffset(region, next);
        int keyLength = Block.keyLength(region, next);
        boolean isWanted = Block.sequence(region, next) <= sequence
                && Block.isLasting(region, next)
                && (Keys.prefix(region, keyOffset, keyLength) ^ direction) < farthest
                && into.tryAdd(region, keyOffset, keyLength, Block.valueLength(region, next));
        if (isWanted) {
            position.move(step);
        }
        return isWanted;
    }

    /// Stays, or goes up, until it is on what the snapshot sees: of each key, the first version that is not too
    /// new.
    private boolean settleUpward() {
        while (position.settle()) {
            long here = position.entry();
            if (Block.sequence(region(), here) <= sequence) {
                entry = here;
                return true;
            }
            position.up();
        }
        return false;
    }

    /// From the oldest version of a key, or one that is too new: goes down until it is on what the snapshot sees.
    private boolean settleDownward() {
        while (Block.sequence(region(), position.entry()) > sequence) {
            if (!position.down()) {
                return false;
            }
        }
        long newest = position.entry();
        while (position.mayContinueDown()) {
            int block = position.block();
            int place = position.place();
            boolean isBorder = position.isFirstOfBlock();
            position.down();
            long newer = position.entry();
            if (Block.sequence(region(), newer) > sequence || (!isBorder && !isSameKey(newest))) {
                position.to(block, place);
                break;
            }
            newest = newer;
        }
        // Asked anew: a packed block that it came back to may lie elsewhere.
        entry = position.entry();
        return true;
    }

    private CorruptionException lost(InternalError fault) {
        entry = Table.NOT_FOUND;
        return blocks.damaged(fault);
    }
}

package io.varve.sstable;

import io.varve.cursor.Entries;
import io.varve.nativeio.Region;

/// A walk over all versions of all keys of a table: keys ascending, of one key the newest version first.
///
/// **Owner:** one thread. It begins before the first entry; the bytes of an entry can be read as long as the
/// table is open.
public final class TableScan implements Entries {
    private final Blocks blocks;
    private final TablePosition position;
    private final Region region;
    private long entry;
    private boolean isBegun;

    TableScan(Blocks blocks) {
        this.blocks = blocks;
        this.position = new TablePosition(blocks);
        this.region = blocks.region();
    }

    /// Moves to the next entry; false when there is none, now and ever after.
    ///
    /// @throws io.varve.error.CorruptionException when the block that has it is not what was written; then the
    ///     scan is over
    @Override
    public boolean next() {
        if (isBegun && entry == Table.NOT_FOUND) {
            return false;
        }
        entry = Table.NOT_FOUND;
        try {
            if (isBegun) {
                position.up();
            } else {
                isBegun = true;
                position.toFirst();
            }
            if (position.settle()) {
                entry = position.entry();
            }
            return entry != Table.NOT_FOUND;
        } catch (InternalError fault) {
            throw blocks.damaged(fault);
        }
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public long keyOffset() {
        return Block.keyOffset(region, entry);
    }

    @Override
    public int keyLength() {
        return Block.keyLength(region, entry);
    }

    @Override
    public long valueOffset() {
        return Block.valueOffset(region, entry);
    }

    @Override
    public int valueLength() {
        return Block.valueLength(region, entry);
    }

    @Override
    public int kind() {
        return Block.kind(region, entry);
    }

    @Override
    public long sequence() {
        return Block.sequence(region, entry);
    }

    @Override
    public long expiry() {
        return Block.expiry(region, entry);
    }
}

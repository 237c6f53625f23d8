package io.varve.sstable;

import io.varve.cursor.Entries;
import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.Region;

/// A walk over all versions of all keys in the blocks of a table that are whole; those that are not are told of,
/// and passed over.
///
/// **Owner:** one thread.
public final class DamagedScan implements Entries {
    private final Blocks blocks;
    private final TableIndex index;
    private final TableSummary summary;
    private final Lost lost;
    private final BlockReader reader = new BlockReader();

    /// Where the block begins in the reader's region, and how long it is.
    private long begin;

    private int length;

    private int block = -1;
    private int place;
    private int count;
    private long entry;

    /// Who is told of blocks that cannot be read.
    @FunctionalInterface
    public interface Lost {
        /// One of them.
        ///
        /// @param offset in the file
        /// @param smallest no key of it is below
        /// @param largest no key of it is above
        /// @param entries that it had
        void onBlock(long offset, KeyBytes smallest, KeyBytes largest, int entries, StoreException why);
    }

    DamagedScan(Blocks blocks, TableSummary summary, Lost lost) {
        this.blocks = blocks;
        this.index = blocks.index();
        this.summary = summary;
        this.lost = lost;
    }

    @Override
    public boolean next() {
        place++;
        while (place >= count) {
            if (block + 1 >= index.count()) {
                return false;
            }
            enter(block + 1);
        }
        entry = Block.entry(region(), begin, length, count, place);
        return true;
    }

    @Override
    public Region region() {
        return reader.region();
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
    public void close() {
        reader.close();
    }

    private void enter(int next) {
        block = next;
        place = 0;
        count = 0;
        try {
            find(next);
            count = index.entries(next);
        } catch (CorruptionException | StoreIoException why) {
            KeyBytes from = next == 0 ? summary.smallest() : fence(next);
            KeyBytes to = next + 1 == index.count() ? summary.largest() : fence(next + 1);
            lost.onBlock(index.offset(next), from, to, index.entries(next), why);
        }
    }

    private void find(int next) {
        if (blocks.isPacked(next)) {
            begin = 0;
            length = reader.toPacked(blocks, next);
        } else {
            blocks.word(next);
            begin = index.offset(next);
            length = index.length(next);
            reader.toMapped(blocks.region());
        }
    }

    private KeyBytes fence(int of) {
        return KeyBytes.copyOf(index.region(), index.fence(of), index.fenceLength(of));
    }
}

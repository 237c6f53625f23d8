package io.varve.sstable;

import io.varve.cursor.Cursor;
import io.varve.error.CorruptionException;
import io.varve.format.Extent;
import io.varve.format.TableSummary;
import io.varve.memory.KeyInterval;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// An immutable sorted file, open to be read.
///
/// Any number of threads may read at any time, and none waits for another. An entry is known by its offset in
/// the region that its [BlockReader] has: memory mapped from the file, or a room of the reader's own.
///
/// **Requires:** who closes it answers for that nobody reads here any more.
///
/// **Promises:** a right answer, or an exception (P10); one that is thrown for a damaged block says nothing about
/// others (P11). Reading allocates nothing, but for the first touch of a block.
public final class Table implements AutoCloseable {
    /// What stands for no entry.
    public static final long NOT_FOUND = 0;

    /// That the first entry of a block is of the key, as of [Block#find].
    private static final int FIRST = 1;

    private final TableSummary summary;
    private final Workspace workspace;
    private final Blocks blocks;
    private final TableIndex index;
    private final Region region;
    private final KeyFilter filter;
    private final @Nullable Signposts signposts;

    /// @param workspace has what index and filter lie in; belongs to this from now on, and `blocks` too
    Table(TableSummary summary, Workspace workspace, Blocks blocks, KeyFilter filter) {
        this.summary = summary;
        this.workspace = workspace;
        this.blocks = blocks;
        this.index = blocks.index();
        this.region = blocks.region();
        this.filter = filter;
        this.signposts = filter.posts();
    }

    /// What is known of it without a look.
    public TableSummary summary() {
        return summary;
    }

    /// What a builder of the same table would keep until the end.
    public long keptBytes() {
        return index.region().size() + SignpostBuilder.MOST_PER_KEY * summary.entries();
    }

    /// The number that stands for a key in filters; of one key the same in all tables.
    ///
    /// @param key has [io.varve.memory.Keys#SLACK] bytes behind the key
    public static long hash(Region key, long offset, int length) {
        return KeyHash.of(key, offset, length);
    }

    /// Whether it can tell of keys that are not there without a look at its blocks.
    public boolean hasFilter() {
        return !filter.isNone();
    }

    /// False when no entry has the key of this hash; true says nothing. Looks at the filter only.
    public boolean mayContain(long hash) {
        return filter.mayContain(hash);
    }

    /// The newest version of a key at or below a sequence, tombstones included, whose table may contain it.
    ///
    /// @param hash of the key
    /// @param reader says where the entry is, and what it has
    /// @return an entry, which the reader is to be asked about; or [#NOT_FOUND]
    /// @throws CorruptionException when the block that would have it is not what was written
    /// @throws io.varve.error.StoreIoException when the machine cannot read it
    public long find(Region key, long keyOffset, int keyLength, long sequence, long hash, BlockReader reader) {
        Signposts posts = signposts;
        if (posts == null) {
            return find(key, keyOffset, keyLength, sequence, reader);
        }
        long line = posts.line(hash);
        for (int post = posts.next(line, hash, 0); post != 0; post = posts.next(line, hash, post)) {
            int target = posts.target(line, post);
            int block = posts.block(target);
            long entry = block < index.count()
                    ? findNear(block, posts.place(target), key, keyOffset, keyLength, sequence, reader)
                    : NOT_FOUND;
            if (entry != NOT_FOUND) {
                return entry;
            }
        }
        return posts.mayBeElsewhere(line, hash) ? find(key, keyOffset, keyLength, sequence, reader) : NOT_FOUND;
    }

    /// The same without a filter.
    ///
    /// @param key has [io.varve.memory.Keys#SLACK] bytes behind the key
    /// @param reader says where the entry is, and what it has
    /// @return an entry, which the reader is to be asked about; or [#NOT_FOUND]
    /// @throws CorruptionException when the block that would have it is not what was written
    /// @throws io.varve.error.StoreIoException when the machine cannot read it
    public long find(Region key, long keyOffset, int keyLength, long sequence, BlockReader reader) {
        int block = index.locate(key, keyOffset, keyLength, sequence);
        return findIn(block, true, key, keyOffset, keyLength, sequence, reader);
    }

    /// The first step of [#find], for who takes it with several keys: the block to look in first, without a look into
    /// it.
    public int locate(Region key, long keyOffset, int keyLength, long sequence, long hash) {
        Signposts posts = signposts;
        if (posts != null) {
            long line = posts.line(hash);
            int post = posts.next(line, hash, 0);
            int block = posts.block(posts.target(line, post));
            if (post != 0 && block < index.count()) {
                return block;
            }
        }
        return index.locate(key, keyOffset, keyLength, sequence);
    }

    /// Whether the block that [#locate] says is not the only one that the key can be in.
    public boolean isGuessed() {
        return signposts != null;
    }

    /// Has what is asked first whether a key may be there fetched.
    ///
    /// @param hash of the key
    public void prefetchFilter(long hash) {
        filter.prefetch(hash);
    }

    /// Has what says where the key stands fetched, when what was asked first lets it pass.
    public void prefetchSignposts(long hash) {
        filter.prefetchPosts(hash);
    }

    /// Whether a block has to be unpacked: then there is nothing to be fetched ahead, and the last step is next.
    public boolean isPacked(int block) {
        return blocks.isPacked(block);
    }

    /// The second step: where a block begins that is not packed.
    ///
    /// @throws CorruptionException when the block is not what was written
    public long begin(int block) {
        try {
            long word = blocks.word(block);
            return BlockWord.isComplete(word) ? BlockWord.offset(word) : index.offset(block);
        } catch (InternalError fault) {
            throw blocks.damaged(fault);
        }
    }

    /// The third step, when the block is there: where its entry is that a key would have.
    public long guess(int block, Region key, long keyOffset, int keyLength) {
        try {
            long word = blocks.word(block);
            return BlockWord.isComplete(word)
                    ? Block.guess(
                            region,
                            BlockWord.offset(word),
                            BlockWord.length(word),
                            BlockWord.count(word),
                            BlockWord.skip(word),
                            key,
                            keyOffset,
                            keyLength)
                    : index.offset(block);
        } catch (InternalError fault) {
            throw blocks.damaged(fault);
        }
    }

    /// Has a line of memory fetched, if it is part of the table.
    public void prefetch(long offset) {
        try {
            region.prefetch(Math.min(offset, region.size() - Long.BYTES));
        } catch (InternalError fault) {
            throw blocks.damaged(fault);
        }
    }

    /// The last step, and the answer, as of [#find].
    public long findIn(int block, Region key, long keyOffset, int keyLength, long sequence, BlockReader reader) {
        return findIn(block, !isGuessed(), key, keyOffset, keyLength, sequence, reader);
    }

    /// @param isLocated whether the index says that it is the block, and not a signpost
    private long findIn(
            int block,
            boolean isLocated,
            Region key,
            long keyOffset,
            int keyLength,
            long sequence,
            BlockReader reader) {
        if (blocks.isPacked(block)) {
            return findPacked(block, isLocated, key, keyOffset, keyLength, sequence, reader);
        }
        try {
            reader.toMapped(region);
            long word = blocks.word(block);
            boolean isComplete = BlockWord.isComplete(word);
            long begin = isComplete ? BlockWord.offset(word) : index.offset(block);
            int length = isComplete ? BlockWord.length(word) : index.length(block);
            int count = isComplete ? BlockWord.count(word) : index.entries(block);
            int skip = isComplete ? BlockWord.skip(word) : index.skip(block);
            int place =
                    Block.find(region, begin, length, count, skip, key, keyOffset, keyLength, sequence, Block.OF_ONE);
            if (place == FIRST && !isLocated && isContinued(block)) {
                return find(key, keyOffset, keyLength, sequence, reader);
            }
            if ((place & 1) != 0) {
                return Block.entry(region, begin, length, count, place >> 1);
            }
            boolean isBeyond = place >> 1 == count && block + 1 < index.count() && index.continues(block + 1);
            return isBeyond ? findBeyond(block, key, keyOffset, keyLength, sequence, reader) : NOT_FOUND;
        } catch (InternalError fault) {
            throw blocks.damaged(fault);
        }
    }

    /// The version that is looked for can be the first entry of a block that goes on with the key.
    private long findPacked(
            int block,
            boolean isLocated,
            Region key,
            long keyOffset,
            int keyLength,
            long sequence,
            BlockReader reader) {
        int length = reader.toPacked(blocks, block);
        int count = index.entries(block);
        Region unpacked = reader.region();
        int place = Block.find(
                unpacked, 0, length, count, index.skip(block), key, keyOffset, keyLength, sequence, Block.OF_ONE);
        if (place == FIRST && !isLocated && isContinued(block)) {
            return find(key, keyOffset, keyLength, sequence, reader);
        }
        if ((place & 1) != 0) {
            return Block.entry(unpacked, 0, length, count, place >> 1);
        }
        boolean isBeyond = place >> 1 == count && block + 1 < index.count() && index.continues(block + 1);
        return isBeyond ? findBeyond(block, key, keyOffset, keyLength, sequence, reader) : NOT_FOUND;
    }

    /// Whether the first entry of a block may be an older version than the one that is looked for: a signpost may have
    /// led past that.
    private boolean isContinued(int block) {
        return blocks.hasContinued() && index.continues(block);
    }

    /// In one of the blocks that go on with the key that a block ends with; a key may have many.
    private long findBeyond(int block, Region key, long keyOffset, int keyLength, long sequence, BlockReader reader) {
        int located = index.locate(key, keyOffset, keyLength, sequence);
        return findIn(Math.max(located, block + 1), true, key, keyOffset, keyLength, sequence, reader);
    }

    /// Has block and entry fetched together: neither waits for the other.
    private long findNear(
            int block, long place, Region key, long keyOffset, int keyLength, long sequence, BlockReader reader) {
        if (!blocks.isPacked(block)) {
            long at = begin(block) + place;
            prefetch(at);
            prefetch(at + Signposts.LINE);
            prefetch(at + 2 * Signposts.LINE);
        }
        return findIn(block, false, key, keyOffset, keyLength, sequence, reader);
    }

    /// The mapped memory in which the entries of blocks lie that are not packed: an access may be an `InternalError`,
    /// see [#damaged].
    public Region region() {
        return region;
    }

    /// About how much a range has here, from the index alone: blocks that lie in it, and half of each that only
    /// may, of which there are two at most.
    public Extent measure(KeyInterval range) {
        byte[] smallest = summary.smallest().toArray();
        byte[] largest = summary.largest().toArray();
        if (range.isEmpty() || range.beginsAbove(largest) || range.endsBefore(smallest)) {
            return Extent.NONE;
        }
        boolean isCutLow = range.beginsAbove(smallest);
        boolean isCutHigh = range.endsBefore(largest);
        if (!isCutLow && !isCutHigh) {
            int end = index.count() - 1;
            double bytes = index.offset(end) + index.length(end) - index.offset(0);
            return new Extent(bytes, summary.entries(), summary.tombstones());
        }
        int first = isCutLow ? index.locate(range.region(), 0, range.lowLength(), Long.MAX_VALUE) : 0;
        int last = isCutHigh
                ? index.locate(range.region(), range.endOffset(), range.endLength(), Long.MAX_VALUE)
                : index.count() - 1;
        double bytes = 0;
        double entries = 0;
        for (int block = first; block <= last; block++) {
            boolean isEdge = (isCutLow && block == first) || (isCutHigh && block == last);
            bytes += isEdge ? index.length(block) / 2.0 : index.length(block);
            entries += isEdge ? index.entries(block) / 2.0 : index.entries(block);
        }
        return new Extent(bytes, entries, entries * summary.tombstones() / summary.entries());
    }

    /// A cursor over what a snapshot sees; it stands on no entry yet.
    public Cursor cursor(long sequence) {
        return blocks.cursor(sequence);
    }

    /// All versions of all keys, from before the first on.
    public TableScan scan() {
        return new TableScan(blocks);
    }

    /// All versions of all keys that can be read, from before the first on.
    ///
    /// @param lost is told of blocks that cannot
    public DamagedScan scanDamaged(DamagedScan.Lost lost) {
        return new DamagedScan(blocks, summary, lost);
    }

    /// What an access to [#region()] that failed with an `InternalError` means: the file was cut, or its device
    /// refused, under the mapping (row 60). For whoever reads values there.
    public CorruptionException damaged(InternalError error) {
        return blocks.damaged(error);
    }

    Blocks blocks() {
        return blocks;
    }

    @Override
    public void close() {
        blocks.close();
        workspace.close();
    }
}

package io.varve.sstable;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;

/// Collects the keys of a table, and where they stand, until its filter or its signposts can be made:
/// how many there are is known at the end.
///
/// **Owner:** one thread.
final class SignpostBuilder implements AutoCloseable {
    /// Bytes that are kept of a key, at most.
    static final long MOST_PER_KEY = Long.BYTES + Integer.BYTES;

    private static final int LINE_SHIFT = 6;

    private final boolean hasPlaces;
    private final int lineBits;
    private final Growing hashes;
    private final Growing places;

    /// Of so many keys, of blocks that have ended, the place is the target of a post; of others where the entry begins.
    private long settled;

    /// @param hasPlaces whether signposts are wanted; a filter needs no places
    /// @param lineBits of the target of a signpost
    SignpostBuilder(Memory memory, MemoryAccount account, boolean hasPlaces, int lineBits) {
        this.hasPlaces = hasPlaces;
        this.lineBits = lineBits;
        this.hashes = new Growing(memory, account);
        this.places = new Growing(memory, account);
    }

    /// Adds a key that an entry of the current block has.
    ///
    /// @param offset of the entry behind those of its block that the block begins with
    void add(long hash, int offset) {
        long at = hashes.take(Long.BYTES);
        hashes.region().putLong(at, hash);
        if (hasPlaces) {
            long place = places.take(Integer.BYTES);
            places.region().putInt(place, offset);
        }
    }

    /// The block has ended, and is known by now.
    ///
    /// @param entriesOffset where its entries begin in it
    void endBlock(int block, int entriesOffset) {
        if (!hasPlaces) {
            return;
        }
        Region region = places.region();
        long count = count();
        for (long i = settled; i < count; i++) {
            long line = (region.getInt(Integer.BYTES * i) + (long) entriesOffset) >>> LINE_SHIFT;
            region.putInt(Integer.BYTES * i, Signposts.target(block, line, lineBits));
        }
        settled = count;
    }

    int lineBits() {
        return lineBits;
    }

    /// Bytes that are kept.
    long size() {
        return hashes.size() + places.size();
    }

    long count() {
        return hashes.size() / Long.BYTES;
    }

    /// Whether signposts are wanted and possible.
    boolean hasSignposts(int blocks) {
        return hasPlaces && Signposts.fits(Signposts.bits(blocks), lineBits);
    }

    /// Tells of what there is.
    void putInto(KeyFilter filter) {
        for (long i = 0; i < count(); i++) {
            int target = hasPlaces ? places.region().getInt(Integer.BYTES * i) : 0;
            filter.insert(hashes.region().getLong(Long.BYTES * i), target);
        }
    }

    @Override
    public void close() {
        hashes.close();
        places.close();
    }
}

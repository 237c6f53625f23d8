package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// The index of an open table, in private memory: which block has a key.
///
/// A sorted array that is halved. (Of 70 000 fences the upper half of the search is in the first- and second-level
/// caches; an Eytzinger array and nodes of 16 were each 2 % of a get faster, which is less than their memory is
/// worth: probe table-get.)
final class TableIndex {
    private final Region region;
    private final int count;
    private final int skip;
    private final long places;
    private final long ends;
    private final long fences;

    /// @param region that begins with an index that was checked
    TableIndex(Region region) {
        this.region = region;
        this.count = region.getInt(TableFormat.INDEX_COUNT_OFFSET);
        this.skip = region.getInt(TableFormat.INDEX_SKIP_OFFSET);
        this.places = TableFormat.placesOffset(count);
        this.ends = TableFormat.endsOffset(count);
        this.fences = TableFormat.fencesOffset(count);
    }

    /// How many blocks there are.
    int count() {
        return count;
    }

    int skip() {
        return skip;
    }

    long offset(int block) {
        return region.getLong(place(block) + TableFormat.PLACE_OFFSET_OFFSET);
    }

    int length(int block) {
        return region.getInt(place(block) + TableFormat.PLACE_LENGTH_OFFSET);
    }

    int checksum(int block) {
        return region.getInt(place(block) + TableFormat.PLACE_CHECKSUM_OFFSET);
    }

    int entries(int block) {
        return region.getInt(place(block) + TableFormat.PLACE_ENTRIES_OFFSET);
    }

    int skip(int block) {
        return region.getShort(place(block) + TableFormat.PLACE_SKIP_OFFSET) & 0xFFFF;
    }

    int flags(int block) {
        return region.getShort(place(block) + TableFormat.PLACE_FLAGS_OFFSET) & 0xFFFF;
    }

    /// Whether the block begins with the key that the one before ends with.
    boolean continues(int block) {
        return (flags(block) & TableFormat.CONTINUES) != 0;
    }

    /// The number of the codec that the block is packed with; 0 for none.
    int codec(int block) {
        return flags(block) >>> TableFormat.CODEC_SHIFT & TableFormat.CODEC_MASK;
    }

    /// Returns when all blocks can be unpacked.
    ///
    /// @throws io.varve.error.MissingLibraryException when the library of a codec is not there
    void requireCodecs(String path) {
        int met = 0;
        for (int block = 0; block < count; block++) {
            int codec = codec(block);
            Codec known = (met >>> codec & 1) == 0 ? Codec.of(codec) : null;
            if (known != null) {
                known.require(path);
            }
            met |= 1 << codec;
        }
    }

    /// Whether the block has to be unpacked to be read.
    boolean isPacked(int block) {
        return codec(block) != 0;
    }

    boolean hasVersions(int block) {
        return (flags(block) & TableFormat.HAS_VERSIONS) != 0;
    }

    /// Of the fence.
    long sequence(int block) {
        return region.getLong(place(block) + TableFormat.PLACE_SEQUENCE_OFFSET);
    }

    Region region() {
        return region;
    }

    long fence(int block) {
        return fences + (block == 0 ? 0 : region.getInt(ends + Integer.BYTES * (block - 1L)));
    }

    int fenceLength(int block) {
        return (int) (fences + region.getInt(ends + Integer.BYTES * (long) block) - fence(block));
    }

    long prefix(int block) {
        return region.getLongBigEndian(TableFormat.INDEX_PREFIXES_OFFSET + Long.BYTES * (long) block);
    }

    /// The last block whose fence is not above a key and sequence: if what is looked for is in the table, it is in
    /// this block; or it is the first entry of the next one, if that [#continues].
    int locate(Region key, long keyOffset, int keyLength, long sequence) {
        if (skip > 0) {
            int order = Keys.compare(key, keyOffset, Math.min(keyLength, skip), region, fence(1), skip);
            if (order != 0) {
                return order < 0 ? 0 : count - 1;
            }
        }
        long prefix = Keys.prefix(key, keyOffset + skip, keyLength - skip);
        int low = 0;
        int left = count;
        while (left > 1) {
            int half = left >>> 1;
            low += Long.compareUnsigned(prefix(low + half), prefix) <= 0 ? half : 0;
            left -= half;
        }
        return low == 0 || prefix(low) != prefix ? low : amongEqual(low, prefix, key, keyOffset, keyLength, sequence);
    }

    /// Fences whose prefixes are equal are compared in full.
    ///
    /// @param last of them
    private int amongEqual(int last, long prefix, Region key, long keyOffset, int keyLength, long sequence) {
        int low = firstOfEqual(last, prefix) - 1;
        int high = last;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (isAbove(middle, key, keyOffset, keyLength, sequence)) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        return low;
    }

    private int firstOfEqual(int last, long prefix) {
        int low = 1;
        int high = last;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (prefix(middle) == prefix) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private boolean isAbove(int block, Region key, long keyOffset, int keyLength, long sequence) {
        int order = Keys.compareFrom(
                skip + Long.BYTES, region, fence(block), fenceLength(block), key, keyOffset, keyLength);
        return order != 0 ? order > 0 : sequence(block) < sequence;
    }

    private long place(int block) {
        return places + (long) TableFormat.PLACE_SIZE * block;
    }
}

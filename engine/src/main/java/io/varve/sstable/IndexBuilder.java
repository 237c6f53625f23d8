package io.varve.sstable;

import io.varve.memory.Keys;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;

/// Collects where blocks begin and what is known of them, and makes an index of it.
///
/// **Owner:** one thread.
final class IndexBuilder implements AutoCloseable {
    private final Growing places;
    private final Growing ends;
    private final Growing fences;
    private int count;

    /// @throws io.varve.nativeio.MemoryRefusedException with nothing taken
    IndexBuilder(Memory memory, MemoryAccount account) {
        places = new Growing(memory, account);
        ends = new Growing(memory, account);
        fences = new Growing(memory, account);
    }

    int count() {
        return count;
    }

    /// Begins a block: its fence is the first bytes of its first key.
    ///
    /// @param sequence of the first entry when its key is also that of the entry before; else
    ///     [TableFormat#BEFORE_ALL]
    void begin(Region key, long keyOffset, int fenceLength, long sequence) {
        long fence = fences.take(fenceLength);
        fences.region().copyFrom(fence, key, keyOffset, fenceLength);
        long end = ends.take(Integer.BYTES);
        ends.region().putInt(end, Math.toIntExact(fences.size()));
        long place = places.take(TableFormat.PLACE_SIZE);
        places.region().putLong(place + TableFormat.PLACE_SEQUENCE_OFFSET, sequence);
        count++;
    }

    /// Ends it.
    void end(long offset, int length, int checksum, int entries, int skip, int flags) {
        Region region = places.region();
        long place = place(count - 1);
        region.putLong(place + TableFormat.PLACE_OFFSET_OFFSET, offset);
        region.putInt(place + TableFormat.PLACE_LENGTH_OFFSET, length);
        region.putInt(place + TableFormat.PLACE_CHECKSUM_OFFSET, checksum);
        region.putInt(place + TableFormat.PLACE_ENTRIES_OFFSET, entries);
        region.putShort(place + TableFormat.PLACE_SKIP_OFFSET, (short) skip);
        region.putShort(place + TableFormat.PLACE_FLAGS_OFFSET, (short) flags);
    }

    /// Whether the block that was begun last goes on with the key of the one before.
    boolean continues() {
        long place = place(count - 1);
        return places.region().getLong(place + TableFormat.PLACE_SEQUENCE_OFFSET) != TableFormat.BEFORE_ALL;
    }

    int length(int block) {
        return places.region().getInt(place(block) + TableFormat.PLACE_LENGTH_OFFSET);
    }

    int checksum(int block) {
        return places.region().getInt(place(block) + TableFormat.PLACE_CHECKSUM_OFFSET);
    }

    /// Bytes of the index as it is now.
    long size() {
        return TableFormat.align(TableFormat.fencesOffset(count) + fences.size() + Keys.SLACK);
    }

    /// Writes the index over zeros.
    void put(Region into) {
        Fences keys = new Fences();
        int skip = keys.skip();
        into.putInt(TableFormat.INDEX_COUNT_OFFSET, count);
        into.putInt(TableFormat.INDEX_SKIP_OFFSET, skip);
        for (int i = 1; i < count; i++) {
            into.putLongBigEndian(TableFormat.INDEX_PREFIXES_OFFSET + 8L * i, keys.prefix(i, skip));
        }
        into.copyFrom(TableFormat.placesOffset(count), places.region(), 0, places.size());
        into.copyFrom(TableFormat.endsOffset(count), ends.region(), 0, ends.size());
        into.copyFrom(TableFormat.fencesOffset(count), fences.region(), 0, fences.size());
    }

    @Override
    public void close() {
        places.close();
        ends.close();
        fences.close();
    }

    private static long place(int block) {
        return (long) block * TableFormat.PLACE_SIZE;
    }

    /// The fences, with enough to read behind the last.
    private final class Fences {
        private final Region region;

        Fences() {
            fences.reserve(Keys.SLACK);
            region = fences.region();
        }

        /// 0 when the first 8 bytes tell all fences apart, or else what all share. (The first fence, which is
        /// empty, does not count.)
        int skip() {
            boolean isTold = true;
            for (int i = 2; i < count && isTold; i++) {
                isTold = prefix(i, 0) != prefix(i - 1, 0);
            }
            return isTold || count < 2
                    ? 0
                    : Keys.commonLength(region, start(1), length(1), region, start(count - 1), length(count - 1));
        }

        long prefix(int fence, int skip) {
            return Keys.prefix(region, start(fence) + skip, length(fence) - skip);
        }

        private long start(int fence) {
            return fence == 0 ? 0 : ends.region().getInt(4L * (fence - 1));
        }

        private int length(int fence) {
            return (int) (ends.region().getInt(4L * fence) - start(fence));
        }
    }
}

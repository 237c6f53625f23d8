package io.varve.nativeio;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// CRC32C over regions, without allocating once a region was seen.
///
/// **Owner:** one thread. It remembers the last [#VIEWS] regions; going round more of them allocates a small
/// view each time.
///
/// **Requires:** private memory. Over memory mapped from a file the processor's routine would end the
/// process if the file failed under it, so that is refused; copy it out first.
public final class Crc32c {
    /// More than the regions that one checksum of the engine goes back and forth between.
    private static final int VIEWS = 4;

    private final CRC32C crc = new CRC32C();
    private final @Nullable Region[] viewed = new Region[VIEWS];
    private final ByteBuffer[] views = new ByteBuffer[VIEWS];

    /// Where the next region goes that was not seen.
    private int oldest;

    /// One that has seen nothing.
    public Crc32c() {}

    /// Begins anew, with the bytes of `identity` as the first ones: a checksum of other content, or
    /// of the same content in another place, then differs.
    public Crc32c begin(long identity) {
        return begin().update(identity);
    }

    /// Begins anew with nothing: the plain CRC32C.
    public Crc32c begin() {
        crc.reset();
        return this;
    }

    /// Takes in the 8 bytes of a number, the lowest first.
    public Crc32c update(long number) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            crc.update((int) (number >>> shift) & 0xFF);
        }
        return this;
    }

    /// Takes in a range of a region, which must lie in its first 2 GiB.
    public Crc32c update(Region region, long offset, int length) {
        region.check(offset, length);
        if (offset + length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    region.life() + ": a checksum up to offset " + (offset + length) + "; 2 GiB is the limit");
        }
        ByteBuffer buffer = viewOf(region);
        buffer.limit((int) offset + length).position((int) offset);
        crc.update(buffer);
        return this;
    }

    /// The checksum of what was taken in since it began.
    public int value() {
        return (int) crc.getValue();
    }

    private ByteBuffer viewOf(Region region) {
        for (int i = 0; i < VIEWS; i++) {
            if (viewed[i] == region) {
                return views[i].clear();
            }
        }
        return newViewOf(region);
    }

    private ByteBuffer newViewOf(Region region) {
        if (!region.life().isPrivate()) {
            throw new IllegalArgumentException(
                    region.life() + ": memory mapped from a file must be copied out to be checksummed");
        }
        ByteBuffer view = region.buffer();
        viewed[oldest] = region;
        views[oldest] = view;
        oldest = (oldest + 1) % VIEWS;
        return view.clear();
    }
}

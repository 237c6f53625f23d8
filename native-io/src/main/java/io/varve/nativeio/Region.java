package io.varve.nativeio;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/// A piece of off-heap memory, and the one way to read and write it where speed counts.
///
/// All accesses go through one segment that is a constant for the compiler and covers every address,
/// so that there is one receiver type, no liveness check and no bounds check; the region adds its
/// base. That is safe only as far as its users are right: with [Checked] mode on, every access is
/// checked against bounds, life, alignment and being stored to, and a wrong one is an `IndexOutOfBoundsException`, an
/// `IllegalStateException` or an `IllegalArgumentException`; with it off, a wrong one may end the
/// process. [#segment()] is the slow way that is always checked for bounds, and against stores where
/// none are allowed.
///
/// Plain accesses may stand at any offset and are little-endian. Those with *Acquire*, *Release* and
/// compareAndSet need their natural alignment: an unaligned word can tear.
///
/// **Owner:** who took it from [Memory] or [Disk]; slices live as long as what they are a slice of.
public final class Region {
    private static final MemorySegment EVERYTHING = Everything.segment();
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong BIG_ENDIAN_LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final VarHandle ALIGNED_INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
    private static final VarHandle ALIGNED_LONG =
            ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

    private static final long UNLIKELY = 0x7C15_9E37_F39C_C060L;

    /// Written by [#prefetch] and read by nobody.
    @SuppressWarnings("unused")
    private static long unlikely;

    /// Bulk copies have no safepoint poll; this bounds how long one can hold up the others (about
    /// 25 us at 10 GB/s).
    private static final int COPY_CHUNK = 256 * 1024;

    private final long base;
    private final long size;
    private final MemorySegment segment;
    private final RegionLife life;

    private Region(MemorySegment segment, RegionLife life) {
        this.base = segment.address();
        this.size = segment.byteSize();
        this.segment = segment;
        this.life = life;
    }

    /// A region over native memory that somebody else owns and keeps alive.
    ///
    /// @param name as messages name it
    public static Region over(MemorySegment segment, String name) {
        return over(segment, new RegionLife(name, false, 0));
    }

    /// A region with a life of its own; for the implementations of [Memory] and [Disk].
    public static Region over(MemorySegment segment, RegionLife life) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(life.name() + ": a region lies in native memory, not on the heap");
        }
        return new Region(segment, life);
    }

    /// A part of this region, which lives as long as this one.
    public Region slice(long offset, long length) {
        return new Region(segment().asSlice(offset, length), life);
    }

    /// A part of this region as a segment that ends: for code that must not keep it.
    public RegionView view(long offset, long length) {
        return new RegionView(segment().asSlice(offset, length));
    }

    /// Bytes from the first to the last.
    public long size() {
        return size;
    }

    /// The same memory as a segment of its true size, checked for bounds on every access. It must not
    /// be used after this region was given back.
    public MemorySegment segment() {
        life.check();
        return segment;
    }

    /// The life it shares with its slices.
    public RegionLife life() {
        return life;
    }

    /// The same memory as a buffer, for [Crc32c]; of its first 2 GiB if it is larger.
    ByteBuffer buffer() {
        return segment().asSlice(0, Math.min(size, Integer.MAX_VALUE)).asByteBuffer();
    }

    /// One byte.
    public byte getByte(long offset) {
        return EVERYTHING.get(BYTE, at(offset, Byte.BYTES));
    }

    /// Stores one byte.
    public void putByte(long offset, byte value) {
        EVERYTHING.set(BYTE, atStore(offset, Byte.BYTES), value);
    }

    /// Two bytes, little-endian.
    public short getShort(long offset) {
        return EVERYTHING.get(SHORT, at(offset, Short.BYTES));
    }

    /// Stores two bytes, little-endian.
    public void putShort(long offset, short value) {
        EVERYTHING.set(SHORT, atStore(offset, Short.BYTES), value);
    }

    /// Four bytes, little-endian.
    public int getInt(long offset) {
        return EVERYTHING.get(INT, at(offset, Integer.BYTES));
    }

    /// Stores four bytes, little-endian.
    public void putInt(long offset, int value) {
        EVERYTHING.set(INT, atStore(offset, Integer.BYTES), value);
    }

    /// Eight bytes, little-endian.
    public long getLong(long offset) {
        return EVERYTHING.get(LONG, at(offset, Long.BYTES));
    }

    /// Stores eight bytes, little-endian.
    public void putLong(long offset, long value) {
        EVERYTHING.set(LONG, atStore(offset, Long.BYTES), value);
    }

    /// Eight bytes, big-endian: compared unsigned, they order as the bytes do.
    public long getLongBigEndian(long offset) {
        return EVERYTHING.get(BIG_ENDIAN_LONG, at(offset, Long.BYTES));
    }

    /// Stores eight bytes, big-endian.
    public void putLongBigEndian(long offset, long value) {
        EVERYTHING.set(BIG_ENDIAN_LONG, atStore(offset, Long.BYTES), value);
    }

    /// An aligned int, with all that was stored before its release.
    public int getIntAcquire(long offset) {
        return (int) ALIGNED_INT.getAcquire(EVERYTHING, atAligned(offset, Integer.BYTES));
    }

    /// Publishes an aligned int, with all that was stored before.
    public void putIntRelease(long offset, int value) {
        ALIGNED_INT.setRelease(EVERYTHING, atAlignedStore(offset, Integer.BYTES), value);
    }

    /// Has the cache line of an offset fetched for a load that comes later and cannot be begun yet. Costs a load
    /// that nothing waits for.
    public void prefetch(long offset) {
        // A load that nobody uses would be left out; the store hardly ever happens.
        if (getLong(offset) == UNLIKELY) {
            unlikely = UNLIKELY;
        }
    }

    /// An aligned long, with all that was stored before its release.
    public long getLongAcquire(long offset) {
        return (long) ALIGNED_LONG.getAcquire(EVERYTHING, atAligned(offset, Long.BYTES));
    }

    /// Publishes an aligned long, with all that was stored before.
    public void putLongRelease(long offset, long value) {
        ALIGNED_LONG.setRelease(EVERYTHING, atAlignedStore(offset, Long.BYTES), value);
    }

    /// Replaces an aligned int if it is `expected`; never in memory mapped from a file, where it could
    /// end the process.
    public boolean compareAndSetInt(long offset, int expected, int value) {
        assert life.isPrivate() : life.name() + ": compare-and-set in memory mapped from a file";
        return ALIGNED_INT.compareAndSet(EVERYTHING, atAlignedStore(offset, Integer.BYTES), expected, value);
    }

    /// Replaces an aligned long if it is `expected`; never in memory mapped from a file, where it could
    /// end the process.
    public boolean compareAndSetLong(long offset, long expected, long value) {
        assert life.isPrivate() : life.name() + ": compare-and-set in memory mapped from a file";
        return ALIGNED_LONG.compareAndSet(EVERYTHING, atAlignedStore(offset, Long.BYTES), expected, value);
    }

    /// Sets every byte of a range.
    public void fill(long offset, long length, byte value) {
        check(offset, length);
        life.checkWritable();
        for (long done = 0; done < length; done += COPY_CHUNK) {
            segment.asSlice(offset + done, Math.min(COPY_CHUNK, length - done)).fill(value);
        }
    }

    /// Copies a range of another region, or of this one, here.
    public void copyFrom(long offset, Region source, long sourceOffset, long length) {
        copyFrom(offset, source.segment, sourceOffset, length, source.at(sourceOffset, length));
    }

    /// Copies a range of any segment here; this is how memory of callers comes in, wherever it lies.
    public void copyFrom(long offset, MemorySegment source, long sourceOffset, long length) {
        copyFrom(offset, source, sourceOffset, length, source.address() + sourceOffset);
    }

    /// Copies bytes of an array here.
    public void copyFrom(long offset, byte[] source, int sourceOffset, int length) {
        long to = atStore(offset, length);
        Objects.checkFromIndexSize(sourceOffset, length, source.length);
        for (long done = 0; done < length; done += COPY_CHUNK) {
            int part = (int) Math.min(COPY_CHUNK, length - done);
            MemorySegment.copy(source, sourceOffset + (int) done, EVERYTHING, BYTE, to + done, part);
        }
    }

    /// Copies a range of this region to any segment.
    public void copyTo(long offset, MemorySegment target, long targetOffset, long length) {
        long from = at(offset, length);
        for (long done = 0; done < length; done += COPY_CHUNK) {
            MemorySegment.copy(
                    EVERYTHING, from + done, target, targetOffset + done, Math.min(COPY_CHUNK, length - done));
        }
    }

    /// Copies a range of this region to an array.
    public void copyTo(long offset, byte[] target, int targetOffset, int length) {
        long from = at(offset, length);
        Objects.checkFromIndexSize(targetOffset, length, target.length);
        for (long done = 0; done < length; done += COPY_CHUNK) {
            int part = (int) Math.min(COPY_CHUNK, length - done);
            MemorySegment.copy(EVERYTHING, BYTE, from + done, target, targetOffset + (int) done, part);
        }
    }

    /// Throws unless a range lies inside and the region lives; in either mode. For whoever is about to
    /// hand the range to somebody who cannot check, such as the kernel.
    public void check(long offset, long length) {
        life.check();
        if (offset < 0 || length < 0 || offset > size - length) {
            throw new IndexOutOfBoundsException(
                    life + ": " + length + " bytes at " + offset + " of a region of " + size + " bytes");
        }
    }

    private void copyFrom(long offset, MemorySegment source, long sourceOffset, long length, long sourceAddress) {
        long to = atStore(offset, length);
        if (source.isNative() && sourceAddress < to && to < sourceAddress + length && length > COPY_CHUNK) {
            throw new IllegalArgumentException(
                    life + ": " + length + " bytes cannot be moved up by only " + (to - sourceAddress));
        }
        for (long done = 0; done < length; done += COPY_CHUNK) {
            MemorySegment.copy(source, sourceOffset + done, EVERYTHING, to + done, Math.min(COPY_CHUNK, length - done));
        }
    }

    private long at(long offset, long length) {
        if (Checked.ON) {
            check(offset, length);
        }
        return base + offset;
    }

    private long atStore(long offset, long length) {
        if (Checked.ON) {
            life.checkWritable();
        }
        return at(offset, length);
    }

    private long atAlignedStore(long offset, int alignment) {
        if (Checked.ON) {
            life.checkWritable();
        }
        return atAligned(offset, alignment);
    }

    private long atAligned(long offset, int alignment) {
        if (Checked.ON) {
            check(offset, alignment);
            if (((base + offset) & (alignment - 1)) != 0) {
                throw new IllegalArgumentException(
                        life + ": offset " + offset + " is not aligned to " + alignment + " bytes");
            }
        }
        return base + offset;
    }
}

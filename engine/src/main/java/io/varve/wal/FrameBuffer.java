package io.varve.wal;

import io.varve.file.Transfer;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;

/// The log buffer: puts one frame together and writes it.
///
/// A frame that fits is one write, or one store ([SegmentWindow]). Of a larger one, the first block is kept back
/// while the rest is written piece by piece, and goes last: until then the frame has no header, so nothing is there.
///
/// **Owner:** the writer thread. Allocates nothing per frame.
final class FrameBuffer {
    /// How much of a large frame is kept back: a block of direct I/O, and more than a frame's header.
    private static final int HEAD_SIZE = SegmentFormat.MAX_FRAME_ALIGNMENT;

    private final Memory memory;
    private final Region whole;
    private final Region buffer;
    private final Region head;
    private final int capacity;
    private final int alignment;

    // One for each region: a checksum that goes back and forth between regions allocates.
    private final Crc32c recordsCrc = new Crc32c();
    private final Crc32c headerCrc = new Crc32c();
    private final Crc32c headCrc = new Crc32c();

    private long identity;
    private long frameOffset;
    private int headerSize;
    private int filled;
    private long spilled;

    FrameBuffer(LogConfig config, Memory memory, MemoryAccount account) {
        this.memory = memory;
        this.capacity = config.bufferSize();
        this.alignment = config.frameAlignment();
        this.whole = memory.allocate(account, (long) capacity + HEAD_SIZE, Pages.BASE);
        this.buffer = whole.slice(0, capacity);
        this.head = whole.slice(capacity, HEAD_SIZE);
    }

    void free() {
        memory.free(whole);
    }

    /// Begins a frame at `offset` of a segment.
    void begin(Segment segment, long offset) {
        identity = FrameFormat.identity(segment.frameSeed, offset);
        frameOffset = offset;
        headerSize = FrameFormat.headerSize(offset);
        filled = headerSize;
        spilled = 0;
        recordsCrc.begin(identity);
    }

    /// Adds bytes of records; writes what no longer fits the buffer.
    ///
    /// @return 0, or `-errno`
    int append(Segment segment, Region from, long offset, long length) {
        long done = 0;
        while (done < length) {
            if (filled == capacity) {
                int result = spill(segment);
                if (result != 0) {
                    return result;
                }
            }
            int part = (int) Math.min(length - done, capacity - filled);
            buffer.copyFrom(filled, from, offset + done, part);
            filled += part;
            done += part;
        }
        return 0;
    }

    /// Bytes of header and records so far.
    long length() {
        return spilled + filled;
    }

    /// The region, and the offset 0 in it, that the frame's header goes to before [#write].
    Region headerRegion() {
        return spilled == 0 ? buffer : head;
    }

    /// Completes the header, which stands in [#headerRegion()] but for length and checksums, and writes what is not
    /// written yet.
    ///
    /// @param isByCall whether by a call, also where a store would do
    /// @param now milliseconds of a clock that does not go back
    /// @return 0, or `-errno`
    int write(Segment segment, boolean isByCall, long now) {
        int padded = (int) FrameFormat.size(filled, alignment);
        buffer.fill(filled, padded - filled, (byte) 0);
        updateRecordsCrc();
        boolean isWhole = spilled == 0;
        Region header = headerRegion();
        header.putInt(FrameFormat.LENGTH_OFFSET, (int) length());
        header.putInt(FrameFormat.RECORDS_CHECKSUM_OFFSET, recordsCrc.value());
        int checksum = FrameFormat.headerChecksum(isWhole ? headerCrc : headCrc, identity, header, 0, headerSize);
        header.putInt(FrameFormat.HEADER_CHECKSUM_OFFSET, checksum);
        if (isWhole) {
            SegmentWindow window = isByCall ? null : segment.window;
            boolean isStored = window != null && window.store(buffer, padded, frameOffset, now);
            return isStored ? 0 : Transfer.write(segment.file, buffer, 0, padded, frameOffset, alignment);
        }
        int result = Transfer.write(segment.file, buffer, 0, padded, frameOffset + spilled, alignment);
        return result != 0 ? result : Transfer.write(segment.file, head, 0, HEAD_SIZE, frameOffset, alignment);
    }

    /// The header checksum of the frame that was written.
    int headerChecksum() {
        return headerRegion().getInt(FrameFormat.HEADER_CHECKSUM_OFFSET);
    }

    private int spill(Segment segment) {
        updateRecordsCrc();
        int keptBack = spilled == 0 ? HEAD_SIZE : 0;
        head.copyFrom(0, buffer, 0, keptBack);
        long position = frameOffset + spilled + keptBack;
        spilled += filled;
        filled = 0;
        return Transfer.write(segment.file, buffer, keptBack, capacity - keptBack, position, alignment);
    }

    private void updateRecordsCrc() {
        int from = spilled == 0 ? headerSize : 0;
        recordsCrc.update(buffer, from, filled - from);
    }
}

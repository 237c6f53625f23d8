package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// One segment, or its beginning, in memory; used for one after the other.
///
/// Reads with direct I/O where the file system offers it, because the page cache may show what a failed
/// sync never brought to the medium (F4, D-13).
///
/// **Promises:** takes no more memory than the file is long, whatever stands in it.
final class SegmentImage implements AutoCloseable {
    /// Bytes of one read: large enough for a device, small enough for a short one to cost little.
    private static final int READ_SIZE = 1 << 20;

    private final LogConfig config;
    private final Directory directory;
    private final Memory memory;
    private final MemoryAccount account;
    private final Crc32c crc = new Crc32c();
    private final FileStat stat = new FileStat();
    private Region region;
    private @Nullable SegmentHeader header;
    private String path = "";
    private long loaded;
    private boolean isAllWanted = true;

    /// @param size bytes to begin with: a header block, or what segments are expected to have
    SegmentImage(LogConfig config, Directory directory, Memory memory, MemoryAccount account, long size) {
        this.config = config;
        this.directory = directory;
        this.memory = memory;
        this.account = account;
        this.region = memory.allocate(account, size, Pages.BASE);
    }

    /// Whether files of this directory are read around the page cache.
    static boolean isDirect(Directory directory) {
        Capabilities offered = directory.capabilities();
        return offered.hasDirect() && offered.directOffsetAlignment() <= SegmentFormat.HEADER_SIZE;
    }

    /// Reads all of a segment.
    ///
    /// @throws CorruptionException when the file is not the segment that its name says
    void load(long number) {
        load(number, Long.MAX_VALUE);
    }

    /// Reads the header of a segment and the block behind it, in which its first frame begins.
    ///
    /// @throws CorruptionException when the file is not the segment that its name says
    void loadBeginning(long number) {
        load(number, 2L * SegmentFormat.HEADER_SIZE);
    }

    /// Reads as much of a segment as there is: what cannot be read, or is missing at the end, is zeros.
    ///
    /// @throws CorruptionException when it has no header
    void loadWhatIsLeft(long number) {
        isAllWanted = false;
        try {
            load(number, Long.MAX_VALUE);
        } finally {
            isAllWanted = true;
        }
    }

    SegmentHeader header() {
        SegmentHeader read = header;
        if (read == null) {
            throw new IllegalStateException("no segment was read");
        }
        return read;
    }

    String path() {
        return path;
    }

    Region region() {
        return region;
    }

    /// Bytes that were read, from the beginning.
    long loaded() {
        return loaded;
    }

    @Override
    public void close() {
        memory.free(region);
    }

    private void load(long number, long limit) {
        int flags = OpenFlags.READ | (isDirect(directory) ? OpenFlags.DIRECT : 0);
        try (DiskFile file = directory.open(SegmentName.of(number), flags)) {
            path = file.path();
            require("open", -file.errno());
            require("statx", file.stat(stat));
            requireHeader();
            readRange(file, 0, SegmentFormat.HEADER_SIZE);
            SegmentHeader read = SegmentHeader.read(region, 0, crc, path);
            requireEqual(SegmentFormat.STORE_OFFSET, "store", config.store(), read.store());
            requireEqual(SegmentFormat.SEGMENT_OFFSET, "segment", number, read.number());
            requireEqual(SegmentFormat.STREAM_OFFSET, "stream", config.stream(), read.stream());
            long size = Math.min(read.segmentSize(), limit);
            makeRoom(read.segmentSize(), size);
            readRange(file, SegmentFormat.HEADER_SIZE, size);
            header = read;
            loaded = size;
        }
    }

    /// A direct read of a file that ends inside a block goes on for ever, a little each time.
    private void requireHeader() {
        if (stat.size() < SegmentFormat.HEADER_SIZE) {
            throw new CorruptionException(
                    path,
                    stat.size(),
                    "a segment header of " + SegmentFormat.HEADER_SIZE + " bytes",
                    "the end of the file");
        }
    }

    private void readRange(DiskFile file, long from, long to) {
        for (long at = from; at < to; at += READ_SIZE) {
            int length = (int) Math.min(READ_SIZE, to - at);
            int read = Transfer.read(file, region, at, length, at, SegmentFormat.HEADER_SIZE);
            if (read < length && !isAllWanted && from >= SegmentFormat.HEADER_SIZE) {
                readPieces(file, at, length);
                continue;
            }
            require("pread", Math.min(read, 0));
            if (read < length) {
                throw new CorruptionException(
                        path, at + read, "a segment of at least " + to + " bytes", "the end of the file");
            }
        }
    }

    private void readPieces(DiskFile file, long from, int length) {
        int piece = SegmentFormat.HEADER_SIZE;
        for (long at = from; at < from + length; at += piece) {
            int read = Math.max(0, Transfer.read(file, region, at, piece, at, piece));
            region.fill(at + read, piece - read, (byte) 0);
        }
    }

    /// Grows the region to hold all of a segment; the header is in it already.
    private void makeRoom(long segmentSize, long size) {
        if (segmentSize > stat.size() && isAllWanted) {
            throw new CorruptionException(
                    path, stat.size(), "a segment of " + segmentSize + " bytes", "the end of the file");
        }
        if (size > region.size()) {
            Region larger = memory.allocate(account, size, Pages.BASE);
            larger.copyFrom(0, region, 0, SegmentFormat.HEADER_SIZE);
            memory.free(region);
            region = larger;
        }
    }

    private void requireEqual(int offset, String what, Object expected, Object found) {
        if (!found.equals(expected)) {
            throw new CorruptionException(path, offset, what + " " + expected, what + " " + found);
        }
    }

    private void require(String call, int result) {
        if (result < 0) {
            throw new StoreIoException(call, path, result);
        }
    }
}

package io.varve.wal;

import io.varve.error.StoreException;
import io.varve.file.Transfer;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Makes one segment: from nothing, or from the file of an obsolete one.
///
/// Either way the file has a name that is none of a segment until its header is durable, so that no
/// crash leaves a segment with a wrong header (I-7):
/// make `n.new` (or rename an obsolete segment to it), space and header, `fsync`, rename to `n.log`,
/// sync the directory.
///
/// **Owner:** the preparer's thread.
final class SegmentMaker {
    /// Bytes that are read at once to bring a file into the page cache; also holds a header.
    private static final int CHUNK = 64 * 1024;

    private final LogConfig config;
    private final Directory directory;
    private final Memory memory;
    private final LongSupplier engineTime;
    private final Region chunk;
    private final Crc32c crc = new Crc32c();
    private final FileStat stat = new FileStat();
    private @Nullable PrepareFailure failure;
    private boolean isAllocated;

    /// The last that was made; 0 before the first.
    private long lastMade;

    SegmentMaker(LogConfig config, Directory directory, Memory memory, MemoryAccount account, LongSupplier engineTime) {
        this.config = config;
        this.directory = directory;
        this.memory = memory;
        this.engineTime = engineTime;
        this.chunk = memory.allocate(account, CHUNK, Pages.BASE);
    }

    void close() {
        memory.free(chunk);
    }

    /// Why the last segment was not made; null when it was, or when it was not tried.
    @Nullable
    PrepareFailure failure() {
        return failure;
    }

    /// Makes a segment from nothing; null when that failed.
    ///
    /// @param isUrgent whether the writer runs out of segments: the zeros are then left to the first sync of the
    ///     segment, as the disk takes ten times as long for them as the page cache
    @Nullable
    Segment create(long number, boolean isUrgent) {
        failure = null;
        DiskFile file = directory.open(SegmentName.ofNew(number), flags() | OpenFlags.CREATE | OpenFlags.EXCLUSIVE);
        if (!succeeded("open", file, -file.errno())) {
            return null;
        }
        SegmentHeader header = header(number, 1);
        boolean isMade = isUrgent ? makeUrgently(file, header) : allocate(file) && fill(file) && seal(file, header);
        return isMade ? made(header, file) : discard(file, number);
    }

    /// Makes a segment from the file of an obsolete one. Null when that failed, and also, without a
    /// [#failure()], when the file is not fit for it; it is removed then, if it is proven to be dead.
    @Nullable
    Segment recycle(long old, long number) {
        failure = null;
        DiskFile file = directory.open(SegmentName.of(old), flags());
        if (!succeeded("open", file, -file.errno())) {
            return null;
        }
        SegmentHeader before = headerOf(file, old);
        boolean isShared = stat.linkCount() > 1;
        if (before == null || isShared || !isFit(before)) {
            file.close();
            removeIfDead(old, before != null || isShared);
            return null;
        }
        int renamed = directory.renameIfAbsent(SegmentName.of(old), directory, SegmentName.ofNew(number));
        if (!succeeded("rename", file, renamed)) {
            file.close();
            return null;
        }
        SegmentHeader header = header(number, before.incarnation() + 1);
        boolean isMade = seal(file, header) && populate(file);
        return isMade ? made(header, file) : discard(file, number);
    }

    /// Of our size, and made by this opener: one of an earlier epoch, who may be fenced and not know it yet, can
    /// still have the file open, and would write its last group into the new life (P19).
    private boolean isFit(SegmentHeader before) {
        return before.segmentSize() == config.segmentSize() && before.epoch() == config.epoch();
    }

    private int flags() {
        return OpenFlags.READ | OpenFlags.WRITE | (config.isDirect() ? OpenFlags.DIRECT : 0);
    }

    private SegmentHeader header(long number, long incarnation) {
        return new SegmentHeader(
                config.store(),
                number,
                incarnation,
                config.stream(),
                config.epoch(),
                config.segmentSize(),
                config.frameAlignment(),
                config.isCopy(),
                engineTime.getAsLong(),
                lastMade);
    }

    private Segment made(SegmentHeader header, DiskFile file) {
        lastMade = header.number();
        return new Segment(header, file, config.isMapped() ? SegmentWindow.open(file, header.segmentSize()) : null);
    }

    /// What the header of an obsolete segment says; null when the file is not the segment that its name says. It
    /// could be a live one then, to which a crash in the middle of a rename has left a second, obsolete
    /// name: to write into it would destroy that one.
    private @Nullable SegmentHeader headerOf(DiskFile file, long number) {
        int size = SegmentFormat.HEADER_SIZE;
        if (file.stat(stat) != 0 || Transfer.read(file, chunk, 0, size, 0, size) != size) {
            return null;
        }
        try {
            SegmentHeader header = SegmentHeader.read(chunk, 0, crc, file.path());
            boolean isOurs = header.number() == number && header.store().equals(config.store());
            return isOurs && stat.size() >= header.segmentSize() ? header : null;
        } catch (StoreException notASegment) {
            return null;
        }
    }

    /// Removes a name that is proven to be ours and dead, or not the only one; what is not is left alone (P14).
    private void removeIfDead(long number, boolean isProven) {
        if (isProven) {
            directory.unlink(SegmentName.of(number));
        }
    }

    /// Space and size are durable with the header; space that was never written reads as zeros. Where no space can
    /// be allocated, only zeros that are synced are space.
    private boolean makeUrgently(DiskFile file, SegmentHeader header) {
        if (!allocate(file)) {
            return false;
        }
        return isAllocated ? seal(file, header) && fillBehindHeader(file) : fill(file) && seal(file, header);
    }

    /// Real space, where the file system knows how to give it.
    private boolean allocate(DiskFile file) {
        int allocated = file.allocate(0, config.segmentSize());
        isAllocated = allocated != -Errno.EOPNOTSUPP;
        return !isAllocated || succeeded("fallocate", file, allocated);
    }

    /// Written once, so that a later write is an overwrite and its sync has no metadata to write (promises 3.2).
    private boolean fill(DiskFile file) {
        return succeeded("write of zeros", file, file.writeZeros(0, config.segmentSize()));
    }

    private boolean fillBehindHeader(DiskFile file) {
        int header = SegmentFormat.HEADER_SIZE;
        return succeeded("write of zeros", file, file.writeZeros(header, config.segmentSize() - header));
    }

    private boolean seal(DiskFile file, SegmentHeader header) {
        int size = SegmentFormat.HEADER_SIZE;
        header.put(chunk, 0, crc);
        String name = SegmentName.ofNew(header.number());
        return succeeded("pwrite", file, Transfer.write(file, chunk, 0, size, 0, size))
                && succeeded("fsync", file, file.sync())
                && succeeded("rename", file, directory.renameIfAbsent(name, directory, SegmentName.of(header.number())))
                && isDirectorySynced();
    }

    /// Brings a recycled file back into the page cache, where its writes will go: a write into a page that is
    /// not there waits for a read. (D-9)
    private boolean populate(DiskFile file) {
        for (long at = 0; !config.isDirect() && at < config.segmentSize(); at += CHUNK) {
            int length = (int) Math.min(CHUNK, config.segmentSize() - at);
            int read = Transfer.read(file, chunk, 0, length, at, SegmentFormat.HEADER_SIZE);
            if (!succeeded("pread", file, Math.min(read, 0))) {
                return false;
            }
        }
        return true;
    }

    /// Nothing is known about any name once a sync of the directory has failed: that is the end (row 48).
    private boolean isDirectorySynced() {
        int result = directory.sync();
        if (result != 0) {
            failure = new PrepareFailure("fsync", directory.path(), -result, true);
        }
        return result == 0;
    }

    private boolean succeeded(String call, DiskFile file, int result) {
        if (result < 0) {
            failure = new PrepareFailure(call, file.path(), -result, false);
        }
        return result >= 0;
    }

    /// Removes a segment that was not finished, unless it has its final name already: it is a segment without
    /// frames then, as good as any. What cannot be removed is left to whoever opens the log next.
    private @Nullable Segment discard(DiskFile file, long number) {
        file.close();
        directory.unlink(SegmentName.ofNew(number));
        return null;
    }
}

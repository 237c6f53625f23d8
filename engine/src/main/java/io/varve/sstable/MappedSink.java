package io.varve.sstable;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a table through mappings of its file (D-17): real space first; a window at a time made present and
/// writable by a call, whose errno is a full disk or a bad device; then plain copies into it; one sync.
///
/// **Invariant:** nothing is stored to a page that was not populated before. An `InternalError` all the same is
/// the end of the build, whenever it comes (F2): whoever builds catches it round everything.
final class MappedSink implements TableSink {
    private final NewFile file;
    private final Region buffer;
    private final int windowBytes;
    private final List<Mapping> extents = new ArrayList<>();

    /// Where the last extent begins in the file.
    private long extentStart;

    private long extentEnd;
    private long windowEnd;
    private long position = TableFormat.HEADER_SIZE;

    private MappedSink(NewFile file, Region buffer, int windowBytes) {
        this.file = file;
        this.buffer = buffer;
        this.windowBytes = windowBytes;
    }

    /// Maps the file; null when the machine has no mapping to give (row 74).
    ///
    /// @param buffer for reading back; stays its owner's
    static @Nullable MappedSink open(NewFile file, Region buffer, int windowBytes, long expectedBytes) {
        MappedSink sink = new MappedSink(file, buffer, windowBytes);
        int mapped = sink.addExtent(expectedBytes);
        if (mapped == Errno.ENOMEM || mapped == Errno.ENODEV) {
            return null;
        }
        file.check("mmap", -mapped);
        return sink;
    }

    @Override
    public String path() {
        return file.path();
    }

    @Override
    public void append(Region from, long offset, int length) {
        try {
            int done = 0;
            while (done < length) {
                if (position >= windowEnd) {
                    nextWindow();
                }
                int part = (int) Math.min(length - done, windowEnd - position);
                extents.getLast().region().copyFrom(position - extentStart, from, offset + done, part);
                position += part;
                done += part;
            }
        } catch (InternalError fault) {
            throw faulted();
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void finish(ReadBack check) {
        try {
            file.dataSync();
            unmap();
            file.finish(position, check, buffer);
        } catch (InternalError fault) {
            throw faulted();
        }
    }

    @Override
    public boolean wasReadDirectly() {
        return file.wasReadDirectly();
    }

    @Override
    public void close() {
        unmap();
        file.close();
    }

    private void nextWindow() {
        if (position == extentEnd) {
            int mapped = addExtent(Math.max(windowBytes, position / 4));
            file.check("mmap", -mapped);
        }
        long begin = Math.max(windowEnd, extentStart);
        long length = Math.min(windowBytes, extentEnd - begin);
        int populated = extents.getLast().populateWrite(begin - extentStart, length);
        if (populated != 0) {
            throw file.refusedWindow(populated, length);
        }
        windowEnd = begin + length;
    }

    /// Takes space behind what there is, and maps it.
    ///
    /// @return 0, or the errno with which the mapping was refused
    private int addExtent(long bytes) {
        long unit = TableConfig.WINDOW_UNIT;
        long length = Math.max(unit, (bytes + unit - 1) / unit * unit);
        file.allocate(extentEnd, length, true);
        Mapping mapping = file.file().map(extentEnd, length, MapMode.READ_WRITE);
        if (mapping.errno() != 0) {
            return mapping.errno();
        }
        // To make a page of 4 KiB present takes longer than to fill it. If the kernel refuses, pages stay small, and
        // nothing else changes.
        mapping.advise(0, length, MapAdvice.HUGE);
        extents.add(mapping);
        extentStart = extentEnd;
        extentEnd += length;
        return 0;
    }

    private void unmap() {
        extents.forEach(Mapping::close);
        extents.clear();
    }

    private StoreIoException faulted() {
        return new StoreIoException("store to the mapping", path(), Errno.EIO);
    }
}

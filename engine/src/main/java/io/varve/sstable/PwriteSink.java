package io.varve.sstable;

import io.varve.nativeio.Region;

/// Writes a table by calls, from a buffer: where the machine has no mapping to give (row 74), and to be held
/// against [MappedSink].
final class PwriteSink implements TableSink {
    private final NewFile file;
    private final Region buffer;
    private long allocated;

    /// Bytes of the buffer that are not written yet; they end at `position`.
    private int pending;

    private long position = TableFormat.HEADER_SIZE;

    /// @param buffer stays its owner's
    PwriteSink(NewFile file, Region buffer, long expectedBytes) {
        this.file = file;
        this.buffer = buffer;
        allocate(expectedBytes);
    }

    @Override
    public String path() {
        return file.path();
    }

    @Override
    public void append(Region from, long offset, int length) {
        int done = 0;
        while (done < length) {
            int part = (int) Math.min(length - done, buffer.size() - pending);
            buffer.copyFrom(pending, from, offset + done, part);
            pending += part;
            position += part;
            done += part;
            if (pending == buffer.size()) {
                flush();
            }
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void finish(ReadBack check) {
        flush();
        file.finish(position, check, buffer);
    }

    @Override
    public boolean wasReadDirectly() {
        return file.wasReadDirectly();
    }

    @Override
    public void close() {
        file.close();
    }

    private void flush() {
        if (position > allocated) {
            allocate(Math.max(buffer.size(), position / 4));
        }
        file.write(buffer, 0, pending, position - pending);
        pending = 0;
    }

    private void allocate(long bytes) {
        file.allocate(allocated, bytes, false);
        allocated += bytes;
    }
}

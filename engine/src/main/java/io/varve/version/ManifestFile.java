package io.varve.version;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;

/// A manifest that this opener has made and appends to. A manifest of an earlier opener is never written to (I-34):
/// whoever is fenced but does not know it yet may still do that, and harms nobody.
///
/// **Requires:** after an exception, only [#close()].
final class ManifestFile implements AutoCloseable {
    private final DiskFile file;
    private final Region buffer;
    private final MarkerName marker;
    private final Creation creation;
    private final long size;
    private long end;
    private int lastChecksum;

    private ManifestFile(DiskFile file, Region buffer, MarkerName marker, Creation creation, long size) {
        this.file = file;
        this.buffer = buffer;
        this.marker = marker;
        this.creation = creation;
        this.size = size;
    }

    /// Makes a manifest of full size with one edit that says all of `state`, and syncs it; not its name.
    ///
    /// @throws StoreIoException with nothing left open, nor behind; `EEXIST` when somebody else has made it
    static ManifestFile create(
            Directory directory, Region buffer, MarkerName marker, ManifestState state, long leastSize) {
        byte[] fields = EditFields.encode(state.toEdit());
        long needed =
                (long) ManifestFormat.UNIT + ManifestFormat.padded(ManifestFormat.EDIT_HEADER_SIZE + fields.length);
        long size = Math.max(leastSize, roundUp(4 * needed));
        DiskFile file = directory.open(
                marker.manifestName(), OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE);
        if (file.errno() != 0) {
            throw new StoreIoException("open", file.path(), file.errno());
        }
        ManifestFile made = new ManifestFile(file, buffer, marker, state.creation(), size);
        boolean isMade = false;
        try {
            made.fill(state, fields);
            isMade = true;
            return made;
        } finally {
            if (!isMade) {
                directory.unlink(marker.manifestName());
                file.close();
            }
        }
    }

    MarkerName marker() {
        return marker;
    }

    String path() {
        return file.path();
    }

    /// Bytes that are used.
    long end() {
        return end;
    }

    /// Bytes that there are.
    long size() {
        return size;
    }

    /// Writes an edit and makes it durable: one write, one sync, neither is tried again.
    ///
    /// @param next the state after the edit
    /// @param fields of the edit
    void append(ManifestState next, byte[] fields) {
        byte[] frame = frame(next, fields);
        assert frame.length <= size - end : frame.length + " bytes at " + end + " of " + size;
        SmallFile.write(file, buffer, frame, end);
        SmallFile.check("fdatasync", file, file.dataSync());
        end += frame.length;
    }

    @Override
    public void close() {
        file.close();
    }

    private void fill(ManifestState state, byte[] fields) {
        SmallFile.check("pwrite", file, file.writeZeros(0, size));
        byte[] header = ManifestFormat.encode(new ManifestFormat.Header(
                creation.store(), marker.manifest(), marker.iteration(), size, state.editNumber()));
        lastChecksum = ManifestFormat.checksumOf(header);
        SmallFile.write(file, buffer, header, 0);
        end = header.length;
        append(state, fields);
    }

    private byte[] frame(ManifestState next, byte[] fields) {
        byte[] frame = ManifestFormat.encode(
                creation.store(),
                marker.manifest(),
                end,
                lastChecksum,
                next.editNumber(),
                next.epoch(),
                next.engineMillis(),
                fields);
        lastChecksum = ManifestFormat.checksumOfEdit(frame);
        return frame;
    }

    private static long roundUp(long bytes) {
        return (bytes + ManifestFormat.SIZE_UNIT - 1) / ManifestFormat.SIZE_UNIT * ManifestFormat.SIZE_UNIT;
    }
}

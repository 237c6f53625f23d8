package io.varve.nativeio;

/// Size and room of a file system; filled by the seam, reusable by its owner.
public final class FileSystemStat {
    private long totalBytes;
    private long availableBytes;
    private long availableFiles;
    private boolean isReadOnly;

    /// An empty one, to be filled.
    public FileSystemStat() {}

    /// Stores a result; for the implementations of the seam.
    public void set(long totalBytes, long availableBytes, long availableFiles, boolean isReadOnly) {
        this.totalBytes = totalBytes;
        this.availableBytes = availableBytes;
        this.availableFiles = availableFiles;
        this.isReadOnly = isReadOnly;
    }

    /// Bytes in all.
    public long totalBytes() {
        return totalBytes;
    }

    /// Bytes that this process could still take.
    public long availableBytes() {
        return availableBytes;
    }

    /// Files that could still be made; 0 also where the file system does not count them.
    public long availableFiles() {
        return availableFiles;
    }

    /// True when it is mounted read-only.
    public boolean isReadOnly() {
        return isReadOnly;
    }
}

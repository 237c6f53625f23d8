package io.varve.nativeio;

/// What a name or an open file stands for; filled by the seam, reusable by its owner.
public final class FileStat {
    /// What kind of entry it is.
    public enum Kind {
        /// A regular file.
        FILE,
        /// A directory.
        DIRECTORY,
        /// A symbolic link.
        SYMBOLIC_LINK,
        /// A device, a pipe, a socket.
        OTHER
    }

    private Kind kind = Kind.OTHER;
    private long size;
    private long allocatedBytes;
    private long device;
    private long inode;
    private long linkCount;

    /// An empty one, to be filled.
    public FileStat() {}

    /// Stores a result; for the implementations of the seam.
    public void set(Kind kind, long size, long allocatedBytes, long device, long inode, long linkCount) {
        this.kind = kind;
        this.size = size;
        this.allocatedBytes = allocatedBytes;
        this.device = device;
        this.inode = inode;
        this.linkCount = linkCount;
    }

    /// What kind of entry it is.
    public Kind kind() {
        return kind;
    }

    /// Bytes from the first to the last.
    public long size() {
        return size;
    }

    /// Bytes of the device that it takes; less than [#size()] where there are holes.
    public long allocatedBytes() {
        return allocatedBytes;
    }

    /// The device that holds it; with [#inode()] its identity, whatever it is called.
    public long device() {
        return device;
    }

    /// Its number on the device.
    public long inode() {
        return inode;
    }

    /// How many names it has.
    public long linkCount() {
        return linkCount;
    }
}

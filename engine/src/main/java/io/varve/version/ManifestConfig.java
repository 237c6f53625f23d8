package io.varve.version;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;

/// What a manifest works with.
///
/// @param directory of the store; stays the caller's
/// @param memory gives one buffer of at most [#BUFFER_SIZE] for a read and one for the life of a [Manifest]
/// @param account what the buffers are charged to
/// @param size bytes that a manifest is made with, a multiple of 4096; when they are used up, the next one
///     follows
public record ManifestConfig(Directory directory, Memory memory, MemoryAccount account, long size) {
    /// Room for about 2000 edits, written to the disk in a few milliseconds at every open.
    public static final long DEFAULT_SIZE = 1 << 20;

    /// The most bytes of a buffer between files and heap.
    public static final int BUFFER_SIZE = 64 << 10;

    /// Throws `IllegalArgumentException` when the size cannot be one.
    public ManifestConfig {
        if (size < ManifestFormat.SIZE_UNIT || size > ManifestFormat.MAX_SIZE || size % ManifestFormat.SIZE_UNIT != 0) {
            throw new IllegalArgumentException("manifest of " + size + " bytes");
        }
    }

    /// Bytes of a buffer for a file of `fileSize` bytes: not more than it needs, which keeps small stores fast.
    static long bufferSize(long fileSize) {
        long whole = (fileSize + ManifestFormat.SIZE_UNIT - 1) / ManifestFormat.SIZE_UNIT * ManifestFormat.SIZE_UNIT;
        return Math.clamp(whole, ManifestFormat.SIZE_UNIT, BUFFER_SIZE);
    }
}

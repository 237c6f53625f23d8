package io.varve.nativeio;

/// What a file system and the device below it can do for a directory or a file.
///
/// @param fileSystem its name, such as `ext4`, or `0x` and its magic number when we have no name
/// @param directMemoryAlignment what addresses must be multiples of for direct I/O; 0 when direct
///     I/O is not offered
/// @param directOffsetAlignment what positions and lengths must be multiples of for direct I/O; 0 as
///     above
/// @param logicalSectorSize smallest unit the device can be addressed by; 512 when it does not say
/// @param physicalSectorSize unit that the device writes without reading around it; 512 when it does
///     not say
/// @param atomicWriteSize largest aligned write that the device promises not to tear; 0 when it
///     promises nothing beyond a sector
public record Capabilities(
        String fileSystem,
        int directMemoryAlignment,
        int directOffsetAlignment,
        int logicalSectorSize,
        int physicalSectorSize,
        int atomicWriteSize) {
    /// True when files can be opened with [OpenFlags#DIRECT].
    public boolean hasDirect() {
        return directOffsetAlignment > 0;
    }
}

package io.varve.nativeio.linux;

import io.varve.nativeio.Capabilities;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/// Finds out what a file system and its device can do, when something on it is opened.
final class CapabilityProbe {
    private static final int DEFAULT_SECTOR = 512;

    /// Assumed for direct I/O where the kernel is too old to say (before 6.1): what every device takes.
    private static final int SAFE_ALIGNMENT = 4096;

    private CapabilityProbe() {}

    /// Of a directory, by asking a nameless file in it; a directory that cannot be written to is known
    /// by its device only, without direct I/O until a file says otherwise.
    static Capabilities ofDirectory(int directory) {
        if (directory < 0) {
            return new Capabilities("unknown", 0, 0, DEFAULT_SECTOR, DEFAULT_SECTOR, 0);
        }
        try (Arena arena = Arena.ofConfined()) {
            StatFs fileSystem = StatFs.in(arena);
            String name = fileSystem.read(directory) == 0 ? fileSystem.name() : "unknown";
            Statx stat = Statx.in(arena);
            boolean isKnown = stat.read(arena, directory) == 0;
            int logical = isKnown ? sector(stat, "logical_block_size") : DEFAULT_SECTOR;
            int physical = isKnown ? sector(stat, "physical_block_size") : DEFAULT_SECTOR;

            long self = arena.allocateFrom(".").address();
            long flags = Numbers.O_TMPFILE | Numbers.O_RDWR | Numbers.O_CLOEXEC | Numbers.O_DIRECT;
            int file = Kernel.openat(directory, self, flags, 0600);
            // tmpfs lets O_DIRECT pass and goes through the page cache all the same.
            int alignment = file < 0 || name.equals("tmpfs") ? 0 : SAFE_ALIGNMENT;
            Capabilities known = new Capabilities(name, alignment, alignment, logical, physical, 0);
            if (file < 0) {
                return known;
            }
            try {
                return ofFile(file, known);
            } finally {
                Kernel.close(file);
            }
        }
    }

    /// Of an open file on a device that is known.
    static Capabilities ofFile(int file, Capabilities device) {
        try (Arena arena = Arena.ofConfined()) {
            Statx stat = Statx.in(arena);
            if (stat.read(arena, file) != 0) {
                return device;
            }
            boolean isSaid = stat.has(Statx.DIRECT_ALIGNMENT);
            return new Capabilities(
                    device.fileSystem(),
                    isSaid ? stat.directMemoryAlignment() : device.directMemoryAlignment(),
                    isSaid ? stat.directOffsetAlignment() : device.directOffsetAlignment(),
                    device.logicalSectorSize(),
                    device.physicalSectorSize(),
                    stat.atomicWriteSize());
        }
    }

    private static int sector(Statx stat, String property) {
        Path device = Path.of("/sys/dev/block/" + stat.deviceMajor() + ":" + stat.deviceMinor());
        // A partition has no queue of its own; its device, one folder up, has.
        long ofDevice = KernelFiles.number(device.resolve("../queue").resolve(property), DEFAULT_SECTOR);
        return (int) KernelFiles.number(device.resolve("queue").resolve(property), ofDevice);
    }
}

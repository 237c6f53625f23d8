package io.varve.nativeio.linux;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Errno;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/// Finds out what a file system and its device can do, when something on it is opened.
final class CapabilityProbe {
    private static final int DEFAULT_SECTOR = 512;

    /// Assumed for direct I/O where the kernel is too old to say (before 6.1): what every device takes.
    private static final int SAFE_ALIGNMENT = 4096;

    private static final String NO_DIRECT = "tmpfs";

    private CapabilityProbe() {}

    /// What a directory is known to be capable of.
    ///
    /// @param isFinal false when it could not be asked about direct I/O, and may be later
    record Answer(Capabilities capabilities, boolean isFinal) {}

    /// Of a directory, by asking a nameless file in it. Only `EINVAL` and `EOPNOTSUPP` mean that the file
    /// system does not offer what was asked for; a full table of files, a full disk or a directory that
    /// cannot be written to say nothing about it.
    static Answer ofDirectory(int directory) {
        if (directory < 0) {
            return new Answer(new Capabilities("unknown", 0, 0, DEFAULT_SECTOR, DEFAULT_SECTOR, 0), true);
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
            Capabilities device = new Capabilities(name, 0, 0, logical, physical, 0);
            if (file < 0) {
                return new Answer(device, name.equals(NO_DIRECT) || file == -Errno.EINVAL || file == -Errno.EOPNOTSUPP);
            }
            try {
                boolean isAnswered = stat.read(arena, file) == 0;
                return new Answer(isAnswered ? ofFile(stat, device, true) : device, isAnswered);
            } finally {
                Kernel.close(file);
            }
        }
    }

    /// Of an open file on a device that is known.
    ///
    /// @param isDirect true when it was opened with `O_DIRECT`, which a file system without refuses
    static Capabilities ofFile(Statx stat, Capabilities device, boolean isDirect) {
        boolean isSaid = stat.has(Statx.DIRECT_ALIGNMENT);
        // tmpfs lets O_DIRECT pass and goes through the page cache all the same.
        int assumed = isDirect && !device.fileSystem().equals(NO_DIRECT) ? SAFE_ALIGNMENT : 0;
        return new Capabilities(
                device.fileSystem(),
                isSaid ? stat.directMemoryAlignment() : Math.max(assumed, device.directMemoryAlignment()),
                isSaid ? stat.directOffsetAlignment() : Math.max(assumed, device.directOffsetAlignment()),
                device.logicalSectorSize(),
                device.physicalSectorSize(),
                stat.atomicWriteSize());
    }

    private static int sector(Statx stat, String property) {
        Path device = Path.of("/sys/dev/block/" + stat.deviceMajor() + ":" + stat.deviceMinor());
        // A partition has no queue of its own; its device, one folder up, has.
        long ofDevice = KernelFiles.number(device.resolve("../queue").resolve(property), DEFAULT_SECTOR);
        return (int) KernelFiles.number(device.resolve("queue").resolve(property), ofDevice);
    }
}

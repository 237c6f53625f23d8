package io.varve.nativeio.linux;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.Limits;
import java.lang.foreign.Arena;

/// The file systems of this machine.
final class LinuxDisk implements Disk {
    private static final int AT_FDCWD = -100;

    @Override
    public Directory openDirectory(String path) {
        try (Arena arena = Arena.ofConfined()) {
            return LinuxDirectory.open(AT_FDCWD, CStrings.path(arena, path), path, 0);
        }
    }

    @Override
    public Limits limits() {
        return MachineLimits.read();
    }
}

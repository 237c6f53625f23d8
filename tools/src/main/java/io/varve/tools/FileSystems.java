package io.varve.tools;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.linux.Linux;
import java.nio.file.Path;

/// What a person wants to know of a file system before believing figures taken on it.
final class FileSystems {
    private FileSystems() {}

    static String describe(Path path) {
        try (Directory directory = Linux.disk().openDirectory(path.toString())) {
            Capabilities can = directory.capabilities();
            String direct = can.hasDirect()
                    ? "direct I/O aligned to " + can.directOffsetAlignment() + " bytes"
                    : "no direct I/O";
            String warning = can.fileSystem().equals("tmpfs")
                    ? "; tmpfs is memory, so nothing here is durable and syncs cost nothing: try --dir on a disk"
                    : "";
            return "on " + can.fileSystem() + ", sectors of " + can.logicalSectorSize() + " bytes, " + direct + warning;
        }
    }
}

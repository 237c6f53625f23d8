package io.varve.bench.probe;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/// Which file system and which device lie below a directory, as `/proc` and `/sys` tell.
final class MountSheet {
    /// Fields of a line of `/proc/self/mountinfo` before the separator.
    private static final int DEVICE_NUMBER = 2;

    private static final int MOUNT_POINT = 4;
    private static final int MOUNT_OPTIONS = 5;

    private final Path directory;

    MountSheet(Path directory) {
        this.directory = directory;
    }

    void describe(BiConsumer<String, String> sheet) {
        String line = mountLine();
        int separator = line.indexOf(" - ");
        if (separator < 0) {
            sheet.accept("file system", SystemFiles.UNKNOWN);
            return;
        }
        List<String> before = List.of(line.substring(0, separator).split(" "));
        List<String> after = List.of(line.substring(separator + 3).split(" "));
        sheet.accept("file system", after.get(0));
        sheet.accept("mount options", before.get(MOUNT_OPTIONS) + "; " + after.getLast());
        sheet.accept("device", after.get(1).replaceFirst("^/dev/", ""));
        Path block = Path.of("/sys/dev/block", before.get(DEVICE_NUMBER));
        Path queue = Files.isDirectory(block.resolve("queue")) ? block.resolve("queue") : block.resolve("../queue");
        sheet.accept("file system fill", fill());
        sheet.accept("device model", SystemFiles.line(block.resolve("device/model")));
        sheet.accept("device scheduler", SystemFiles.line(queue.resolve("scheduler")));
        sheet.accept("device write cache", SystemFiles.line(queue.resolve("write_cache")));
        sheet.accept("device FUA", SystemFiles.line(queue.resolve("fua")));
        sheet.accept("device rotational", SystemFiles.line(queue.resolve("rotational")));
        sheet.accept(
                "device sector sizes",
                SystemFiles.line(queue.resolve("logical_block_size")) + ", "
                        + SystemFiles.line(queue.resolve("physical_block_size")));
    }

    private String fill() {
        try {
            FileStore store = Files.getFileStore(directory);
            long used = store.getTotalSpace() - store.getUnallocatedSpace();
            return 100 * used / Math.max(1, store.getTotalSpace()) + " % of " + (store.getTotalSpace() >> 30) + " GiB";
        } catch (IOException gone) {
            return SystemFiles.UNKNOWN;
        }
    }

    /// The line of the deepest mount point above the directory; of two on one place, the later hides the other.
    private String mountLine() {
        Path real;
        try {
            real = directory.toRealPath();
        } catch (IOException gone) {
            real = directory.toAbsolutePath();
        }
        String best = "";
        int depth = -1;
        for (String line : SystemFiles.lines(Path.of("/proc/self/mountinfo"))) {
            Path point = Path.of(line.split(" ", -1)[MOUNT_POINT].replace("\\040", " "));
            if (real.startsWith(point) && point.getNameCount() >= depth) {
                best = line;
                depth = point.getNameCount();
            }
        }
        return best;
    }
}

package io.varve.tools.doctor;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileSystemStat;
import io.varve.nativeio.linux.Linux;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A directory, its file system and the device below it.
///
/// @param directory that was asked
/// @param fileSystem its name
/// @param device that it is mounted from; empty when nobody says
/// @param mountOptions how it is mounted; likewise
/// @param isReadOnly whether it is mounted to be read only
/// @param totalBytes of the file system
/// @param availableBytes that this process could still take
/// @param availableFiles that could still be made; 0 also where they are not counted
/// @param directMemoryAlignment what addresses must be multiples of for direct I/O; 0 when there is none
/// @param directOffsetAlignment what positions must be multiples of; likewise
/// @param logicalSectorBytes smallest unit the device can be addressed by
/// @param physicalSectorBytes unit that the device writes without reading around it
/// @param atomicWriteBytes largest write that the device promises not to tear; 0 when it promises nothing
/// @param isRotating whether it is a disk that turns
/// @param writeCache what the kernel knows of the device's cache: `write back`, `write through`, or empty
/// @param scheduler of the device's queue; empty when nobody says
public record DiskFacts(
        String directory,
        String fileSystem,
        String device,
        String mountOptions,
        boolean isReadOnly,
        long totalBytes,
        long availableBytes,
        long availableFiles,
        int directMemoryAlignment,
        int directOffsetAlignment,
        int logicalSectorBytes,
        int physicalSectorBytes,
        int atomicWriteBytes,
        boolean isRotating,
        String writeCache,
        String scheduler) {
    /// What there is to know.
    public static DiskFacts read(Path path) {
        try (Directory directory = Linux.disk().openDirectory(path.toString())) {
            if (directory.errno() != 0) {
                throw new Failure(Exit.FAILED, Errno.describe("open", path.toString(), directory.errno()));
            }
            FileSystemStat room = new FileSystemStat();
            directory.statFileSystem(room);
            Capabilities can = directory.capabilities();
            Mount mount = Mount.of(path);
            Path queue = mount.queue();
            return new DiskFacts(
                    path.toString(),
                    can.fileSystem(),
                    mount.source,
                    mount.options,
                    room.isReadOnly(),
                    room.totalBytes(),
                    room.availableBytes(),
                    room.availableFiles(),
                    can.directMemoryAlignment(),
                    can.directOffsetAlignment(),
                    can.logicalSectorSize(),
                    can.physicalSectorSize(),
                    can.atomicWriteSize(),
                    KernelFiles.line(queue.resolve("rotational")).equals("1"),
                    KernelFiles.line(queue.resolve("write_cache")),
                    KernelFiles.chosen(queue.resolve("scheduler")));
        }
    }

    /// Whether files can be read and written around the page cache.
    public boolean hasDirect() {
        return directOffsetAlignment > 0;
    }

    /// A line of `/proc/self/mountinfo`.
    private static final class Mount {
        private String device = "";
        private String source = "";
        private String options = "";

        /// The mount that holds a path: of those above it the deepest, and of those the last.
        private static Mount of(Path path) {
            Mount best = new Mount();
            int deepest = -1;
            Path real = real(path);
            for (String line : KernelFiles.lines(Path.of("/proc/self/mountinfo"))) {
                List<String> fields = List.of(line.split(" "));
                int dash = fields.indexOf("-");
                boolean isWhole = fields.size() > 5 && dash > 5 && dash + 2 < fields.size();
                Path point = isWhole ? Path.of(fields.get(4).replace("\\040", " ")) : Path.of("");
                if (isWhole && real.startsWith(point) && point.getNameCount() >= deepest) {
                    deepest = point.getNameCount();
                    best = new Mount();
                    best.device = fields.get(2);
                    best.options = fields.get(5);
                    best.source = fields.get(dash + 2);
                }
            }
            return best;
        }

        /// Where the kernel tells of the device's queue; a partition has none, and its disk, one folder up, has.
        private Path queue() {
            Path queue = Path.of("/sys/dev/block", device, "queue");
            return Files.isDirectory(queue) ? queue : Path.of("/sys/dev/block", device, "..", "queue");
        }

        private static Path real(Path path) {
            try {
                return path.toRealPath();
            } catch (IOException unknown) {
                return path.toAbsolutePath();
            }
        }
    }
}

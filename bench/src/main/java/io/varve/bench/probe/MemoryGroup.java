package io.varve.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A group of processes (cgroup) that may have so much memory and no more, the page cache of the files
/// that they read and write with it: how data become larger than memory on a machine that has much.
public final class MemoryGroup implements AutoCloseable {
    private static final Path OWN = Path.of("/proc/self/cgroup");
    private static final Path MOUNTS = Path.of("/sys/fs/cgroup");
    private static final int LOOKS = 600;
    private static final int LOOK_MILLIS = 20;

    private final Path folder;
    private final String version;
    private final Thread remover = new Thread(this::removeWhenEmpty, "bench-group-remover");

    private MemoryGroup(Path folder, String version) {
        this.folder = folder;
        this.version = version;
        Runtime.getRuntime().addShutdownHook(remover);
    }

    /// One below the group of this process, or beside it.
    ///
    /// @throws ProbeException saying what to do, where that is not permitted
    public static MemoryGroup of(long bytes) throws ProbeException {
        for (Path parent : parents()) {
            for (String limit : List.of("memory.max", "memory.limit_in_bytes")) {
                Path folder =
                        parent.resolve("varve-bench-" + ProcessHandle.current().pid());
                if (isLimited(folder, limit, bytes)) {
                    return new MemoryGroup(folder, limit.equals("memory.max") ? "cgroup v2" : "cgroup v1");
                }
            }
        }
        throw new ProbeException(
                "Memory cannot be limited here, for no group of processes may be made. Run it as root, or in a"
                        + " group that is limited already: systemd-run --scope -p MemoryMax=… ./varve bench …");
    }

    private static List<Path> parents() {
        List<Path> parents = new ArrayList<>();
        for (String line : SystemFiles.lines(OWN)) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3 || !(parts[1].isEmpty() || parts[1].equals("memory"))) {
                continue;
            }
            Path below = Path.of("/").relativize(Path.of(parts[2]));
            for (String mount : parts[1].isEmpty() ? List.of("", "unified") : List.of("memory")) {
                Path own = MOUNTS.resolve(mount).resolve(below).normalize();
                parents.add(own);
                if (own.startsWith(MOUNTS) && !own.equals(MOUNTS.resolve(mount))) {
                    parents.add(own.resolveSibling(""));
                }
            }
        }
        return parents;
    }

    private static boolean isLimited(Path folder, String limit, long bytes) {
        try {
            Files.createDirectory(folder);
        } catch (IOException refused) {
            return false;
        }
        try {
            // Not made if it is not there: then the kernel has no such limit for this group.
            if (Files.exists(folder.resolve(limit))) {
                Files.writeString(folder.resolve(limit), Long.toString(bytes));
                return true;
            }
        } catch (IOException refused) {
            // The next place may be permitted.
        }
        remove(folder);
        return false;
    }

    /// Words before a command that put its process into the group.
    public List<String> prefix() {
        return List.of(
                "sh",
                "-c",
                "echo $$ >\"$0\" && exec \"$@\"",
                folder.resolve("cgroup.procs").toString());
    }

    /// How it is limited, for people.
    public String words() {
        return version;
    }

    /// Removes it, when its processes have ended: so it does when this process is asked to end.
    @Override
    public void close() {
        removeWhenEmpty();
        try {
            Runtime.getRuntime().removeShutdownHook(remover);
        } catch (IllegalStateException isEnding) {
            // Then it runs, and finds nothing left.
        }
    }

    private void removeWhenEmpty() {
        for (int i = 0; i < LOOKS && !remove(folder); i++) {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
            return true;
        } catch (IOException busy) {
            return false;
        }
    }
}

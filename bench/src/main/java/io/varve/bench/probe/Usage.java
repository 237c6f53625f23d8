package io.varve.bench.probe;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What this process has used so far.
///
/// @param cpuNanos of all its threads
/// @param readBytes that came from the disk because of it, and not from the page cache
/// @param writtenBytes that are on their way to the disk because of it: pages made dirty, and direct writes
public record Usage(long cpuNanos, long readBytes, long writtenBytes) implements Serializable {
    private static final Path IO = Path.of("/proc/self/io");

    /// By now.
    public static Usage now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try {
            List<String> lines = Files.readAllLines(IO);
            return new Usage(system.getProcessCpuTime(), bytes(lines, "read_bytes: "), bytes(lines, "write_bytes: "));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static long bytes(List<String> lines, String name) throws IOException {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new IOException(IO + " says nothing of " + name.strip()));
    }

    /// What came in since.
    public Usage since(Usage before) {
        return new Usage(cpuNanos - before.cpuNanos, readBytes - before.readBytes, writtenBytes - before.writtenBytes);
    }
}

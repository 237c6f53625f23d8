package io.varve.bench.probe;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process has used so far.
///
/// @param cpuNanos of all its threads
/// @param writtenBytes that are on their way to the disk because of it: pages made dirty, and direct writes
public record Usage(long cpuNanos, long writtenBytes) {
    private static final Path IO = Path.of("/proc/self/io");
    private static final String WRITTEN = "write_bytes: ";

    /// By now.
    public static Usage now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        try {
            long written = Files.readAllLines(IO).stream()
                    .filter(line -> line.startsWith(WRITTEN))
                    .mapToLong(line -> Long.parseLong(line.substring(WRITTEN.length())))
                    .findFirst()
                    .orElseThrow(() -> new IOException(IO + " says nothing of written bytes"));
            return new Usage(system.getProcessCpuTime(), written);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /// What came in since.
    public Usage since(Usage before) {
        return new Usage(cpuNanos - before.cpuNanos, writtenBytes - before.writtenBytes);
    }
}

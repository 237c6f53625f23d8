package io.varve.tools.doctor;

import io.varve.nativeio.Limits;
import io.varve.nativeio.linux.Linux;
import java.nio.file.Path;

/// The machine and what it lets this process do.
///
/// @param kernel its release
/// @param processorName what the processor calls itself; empty when it does not
/// @param processors that this process may use
/// @param memoryBytes of the machine; 0 when it does not say
/// @param ticksPerSecond of the scheduler; 0 when the kernel does not show it
/// @param hugePages `always`, `madvise` or `never`; empty when the kernel has none
/// @param openFiles file descriptors that the process may have
/// @param lockedBytes memory that it may lock
/// @param mappings ranges that it may map
/// @param pageBytes of a page
/// @param hugePageBytes of a huge page; 0 when there are none
public record MachineFacts(
        String kernel,
        String processorName,
        int processors,
        long memoryBytes,
        long ticksPerSecond,
        String hugePages,
        long openFiles,
        long lockedBytes,
        long mappings,
        int pageBytes,
        int hugePageBytes) {
    /// This machine.
    ///
    /// @param memoryBytes of it
    public static MachineFacts read(long memoryBytes) {
        Limits limits = Linux.disk().limits();
        return new MachineFacts(
                KernelFiles.line(Path.of("/proc/sys/kernel/osrelease")),
                nameOfProcessor(),
                Runtime.getRuntime().availableProcessors(),
                memoryBytes,
                KernelFiles.configured("CONFIG_HZ"),
                KernelFiles.chosen(Path.of("/sys/kernel/mm/transparent_hugepage/enabled")),
                limits.openFiles(),
                limits.lockedBytes(),
                limits.mappings(),
                limits.pageSize(),
                limits.hugePageSize());
    }

    private static String nameOfProcessor() {
        for (String line : KernelFiles.lines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name")) {
                return line.substring(line.indexOf(':') + 1).strip();
            }
        }
        return "";
    }
}

package io.varve.nativeio.linux;

import io.varve.nativeio.Limits;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the kernel allows this process.
final class MachineLimits {
    static final int PAGE_SIZE = readPageSize();

    /// The kernel's default, assumed where it does not say.
    private static final long DEFAULT_MAPPINGS = 65_530;

    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage");
    private static final int RLIMIT_NOFILE = 7;
    private static final int RLIMIT_MEMLOCK = 8;
    private static final int AT_PAGESZ = 6;
    private static final int COMMON_PAGE_SIZE = 4096;

    private MachineLimits() {}

    static Limits read() {
        return new Limits(
                resource(RLIMIT_NOFILE), resource(RLIMIT_MEMLOCK), readMaxMappings(), PAGE_SIZE, readHugePageSize());
    }

    static long readMaxMappings() {
        return KernelFiles.number(Path.of("/proc/sys/vm/max_map_count"), DEFAULT_MAPPINGS);
    }

    static int readHugePageSize() {
        String modes = KernelFiles.text(HUGE_PAGES.resolve("enabled"));
        return modes.isEmpty() || modes.contains("[never]")
                ? 0
                : (int) KernelFiles.number(HUGE_PAGES.resolve("hpage_pmd_size"), 0);
    }

    private static long resource(int resource) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(2 * Long.BYTES, Long.BYTES);
            int result = Kernel.prlimit(resource, limit.address());
            long soft = limit.get(ValueLayout.JAVA_LONG, 0);
            return result < 0 || soft < 0 ? Long.MAX_VALUE : soft;
        }
    }

    /// From the pairs of longs that the kernel gave the process at its start.
    private static int readPageSize() {
        try {
            ByteBuffer pairs = ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
                    .order(ByteOrder.nativeOrder());
            while (pairs.remaining() >= 2 * Long.BYTES) {
                long type = pairs.getLong();
                long value = pairs.getLong();
                if (type == AT_PAGESZ) {
                    return Math.toIntExact(value);
                }
            }
        } catch (IOException unknown) {
            // falls through to what nearly every machine has
        }
        return COMMON_PAGE_SIZE;
    }
}

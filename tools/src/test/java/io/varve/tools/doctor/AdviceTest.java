package io.varve.tools.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the doctor says of machines that we do not have.
final class AdviceTest {
    private static final long GIB = 1L << 30;

    private final MachineFacts good =
            new MachineFacts("6.12", "", 4, 64 * GIB, 250, "madvise", 1 << 20, 8 << 20, 65_530, 4096, 2 << 20);
    private final DiskFacts nvme = disk("ext4", false, 100 * GIB, 512, false);

    @Test
    void saysOfAGoodMachineOnlyWhatItDoes() {
        List<String> advice = Advice.of(good, nvme, syncs(80_000, 200_000, 78_000));

        assertEquals(2, advice.size(), advice.toString());
        assertTrue(advice.getFirst().contains("makes about 12,500 of them a second"), advice.toString());
        assertTrue(advice.getLast().startsWith("A direct write is no faster"), advice.toString());
    }

    @Test
    void warnsOfMemoryOfUnknownFileSystemsAndOfOnesToReadOnly() {
        assertSaid("This is memory", good, disk("tmpfs", false, 100 * GIB, 0, false), 500);
        assertSaid(
                "The file system nfs is none that Varve is tested on", good, disk("nfs", false, GIB, 0, false), 80_000);
        assertSaid("mounted read-only", good, disk("ext4", true, 100 * GIB, 512, false), 80_000);
        assertSaid("There are only 10.0 MiB left", good, disk("ext4", false, 10 << 20, 512, false), 80_000);
        assertSaid("There is no direct I/O here", good, disk("ext4", false, 100 * GIB, 0, false), 80_000);
    }

    @Test
    void warnsOfSyncsThatAreTooFastOrTooSlow() {
        assertSaid("which is less than a medium needs", good, nvme, 3_000);
        assertSaid(
                "The device says that it turns, and is as slow", good, disk("ext4", false, GIB, 512, true), 9_000_000);
        assertNotSaid("turns", good, disk("ext4", false, GIB, 512, true), 80_000);
        List<String> slow = Advice.of(good, nvme, syncs(80_000, 150_000_000, 0));
        assertTrue(slow.stream().anyMatch(sentence -> sentence.contains("raise slowSync")), slow.toString());
    }

    @Test
    void knowsWhenDirectWritesPay() {
        List<String> advice = Advice.of(good, nvme, syncs(80_000, 200_000, 40_000));

        assertTrue(
                advice.getLast()
                        .startsWith("A direct write is faster (40.0 us instead of 80.0 us): try directLog(true)"),
                advice.toString());
    }

    @Test
    void warnsOfLowLimitsAndLittleMemory() {
        MachineFacts small = new MachineFacts("6.12", "", 2, GIB, 0, "never", 1024, 8 << 20, 1000, 4096, 0);

        assertSaid("ulimit -n 4096", small, nvme, 80_000);
        assertSaid("raise vm.max_map_count to 65530", small, nvme, 80_000);
        assertSaid("lower memtableBytes", small, nvme, 80_000);
        assertSaid("Huge pages are off", small, nvme, 80_000);
        assertSaid("There are 2 processors: leave waiting at BY_CORES", small, nvme, 80_000);
    }

    @Test
    void saysHowAProcessorIsKeptFree() {
        MachineFacts large =
                new MachineFacts("6.12", "", 16, 64 * GIB, 250, "always", 1 << 20, 8 << 20, 65_530, 4096, 2 << 20);

        assertSaid("keep one free for the writer", large, nvme, 80_000);
    }

    private static void assertSaid(String words, MachineFacts machine, DiskFacts disk, long syncNanos) {
        List<String> advice = Advice.of(machine, disk, syncs(syncNanos, 2 * syncNanos, 0));
        assertEquals(
                1, advice.stream().filter(sentence -> sentence.contains(words)).count(), advice.toString());
    }

    private static void assertNotSaid(String words, MachineFacts machine, DiskFacts disk, long syncNanos) {
        List<String> advice = Advice.of(machine, disk, syncs(syncNanos, 2 * syncNanos, 0));
        assertTrue(advice.stream().noneMatch(sentence -> sentence.contains(words)), advice.toString());
    }

    private static DiskFacts disk(
            String fileSystem, boolean isReadOnly, long available, int alignment, boolean isRotating) {
        return new DiskFacts(
                "/x",
                fileSystem,
                "",
                "",
                isReadOnly,
                1 << 30,
                available,
                0,
                alignment,
                alignment,
                512,
                512,
                0,
                isRotating,
                "",
                "");
    }

    /// @param direct 0 for no direct writes
    private static List<SyncLatency> syncs(long p50, long p99, long direct) {
        List<SyncLatency> rows = new ArrayList<>();
        rows.add(new SyncLatency(4096, false, 100, p50, p99, p99));
        if (direct > 0) {
            rows.add(new SyncLatency(4096, true, 100, direct, p99, p99));
        }
        return rows;
    }
}

package io.varve.tools.soak;

import io.varve.StoreStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What a store takes at one moment of its process and of the disk.
///
/// @param tables bytes of them
/// @param disk bytes of all files in its directory
/// @param heap bytes in use; of all of the process, with garbage unless that was collected just before
/// @param offHeap bytes of the store's memory budget in use, without what is only kept for somebody
/// @param mapped bytes of its files that are mapped
/// @param files that the process has open
/// @param resident bytes of the process in memory, mapped files included
public record Footprint(long tables, long disk, long heap, long offHeap, long mapped, long files, long resident) {
    private static final Path PROCESS = Path.of("/proc/self");
    private static final long PAGE_BYTES = 4096;

    /// By now. What the machine does not tell is 0.
    ///
    /// @param directory of the store
    public static Footprint of(StoreStats stats, Path directory) {
        return new Footprint(
                stats.tables().bytes(),
                diskBytes(directory),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                offHeap(stats),
                mappedBytes(directory),
                openFiles(),
                residentBytes());
    }

    /// Bytes of the memory budget that are in use, whoever they are kept for.
    public static long offHeap(StoreStats stats) {
        return stats.memory().accounts().stream()
                .mapToLong(StoreStats.Account::used)
                .sum();
    }

    private static long diskBytes(Path directory) {
        try (Stream<Path> all = Files.walk(directory.toRealPath())) {
            return all.mapToLong(Footprint::length).sum();
        } catch (IOException | UncheckedIOException vanished) {
            return 0;
        }
    }

    private static long length(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException vanished) {
            return 0;
        }
    }

    private static long mappedBytes(Path directory) {
        try (Stream<String> lines = Files.lines(PROCESS.resolve("maps"))) {
            // As the kernel names it.
            String real = directory.toRealPath().toString();
            return lines.filter(line -> line.contains(real))
                    .mapToLong(Footprint::mappedBytes)
                    .sum();
        } catch (IOException | UncheckedIOException unknown) {
            return 0;
        }
    }

    private static long mappedBytes(String line) {
        int dash = line.indexOf('-');
        int space = line.indexOf(' ');
        return Long.parseUnsignedLong(line.substring(dash + 1, space), 16)
                - Long.parseUnsignedLong(line.substring(0, dash), 16);
    }

    private static long openFiles() {
        try (Stream<Path> all = Files.list(PROCESS.resolve("fd"))) {
            return all.count();
        } catch (IOException | UncheckedIOException unknown) {
            return 0;
        }
    }

    private static long residentBytes() {
        try {
            return Long.parseLong(Files.readString(PROCESS.resolve("statm")).split(" ", -1)[1]) * PAGE_BYTES;
        } catch (IOException unknown) {
            return 0;
        }
    }
}

package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.testing.Allocations;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a commit or a read does through the seams allocates nothing on the Java heap.
final class HotPathAllocationTest {
    private static final int CALLS = 2_000;

    @TempDir
    Path path;

    @Test
    void readsWritesAndFailuresAllocateNothing() {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
                DiskFile readOnly = Machine.file(directory, "f", READ)) {
            Region region = Machine.region(4096);
            Allocations.assertNone("pwrite and pread", CALLS, () -> {
                boolean isWritten = file.pwrite(region, 0, 128, 512) == 128;
                return isWritten && file.pread(region, 128, 64, 512) == 64;
            });
            Allocations.assertNone("a refused pwrite", CALLS, () -> readOnly.pwrite(region, 0, 1, 0) == -Errno.EBADF);
        }
    }

    @Test
    void populatingAMappingAllocatesNothing() {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE)) {
            assertEquals(0, file.writeZeros(0, 1 << 16));
            try (Mapping mapping = Machine.opened(file.map(0, 1 << 16, MapMode.READ_WRITE))) {
                Allocations.assertNone("populate", CALLS, () -> mapping.populateWrite(0, 4096) == 0);
            }
        }
    }

    @Test
    void accessAndChecksumsAllocateNothing() {
        Region region = Machine.region(4096);
        Crc32c crc = new Crc32c();
        byte[] bytes = new byte[64];
        Allocations.assertNone("access", CALLS, () -> {
            region.putLong(8, region.getLong(16) + 1);
            region.putLongRelease(24, region.getLongAcquire(8));
            region.copyFrom(64, bytes, 0, 64);
            region.copyFrom(256, region, 64, 64);
            region.copyTo(256, bytes, 0, 64);
            return crc.begin(7).update(region, 0, 512).value() != 0;
        });
    }

    @Test
    void waitingAllocatesNothing() {
        Scheduler scheduler = Linux.scheduler(Linux.daemonThreads());
        BooleanSupplier yes = () -> true;
        BooleanSupplier no = () -> false;
        Allocations.assertNone("await", CALLS, () -> {
            scheduler.unpark(scheduler.self());
            return scheduler.await(yes, Scheduler.NEVER) && !scheduler.await(no, System.nanoTime());
        });
        Allocations.assertNone("processor", CALLS, () -> scheduler.processor() >= -1);
    }
}

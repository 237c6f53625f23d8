package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.MemoryRefusedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappingCountTest {
    @TempDir
    Path path;

    @Test
    void refusesMappingsAndMemoryAtHalfOfWhatTheKernelAllows() {
        assertEquals(Linux.disk().limits().mappings() / 2, MappingCount.limit());
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE)) {
            assertEquals(0, file.writeZeros(0, 1));
            long used = Machine.ACCOUNT.used();
            int rest = (int) (MappingCount.limit() - MappingCount.count());
            assertEquals(true, MappingCount.tryAdd(rest));
            try (Mapping mapping = file.map(0, 1, MapMode.READ)) {
                assertEquals(Errno.ENOMEM, mapping.errno());
                MemoryRefusedException refused = assertThrows(MemoryRefusedException.class, () -> Machine.region(1));
                assertEquals(Errno.ENOMEM, refused.errno());
                assertEquals(used, Machine.ACCOUNT.used());
                assertEquals(MappingCount.limit(), MappingCount.count());
            } finally {
                MappingCount.remove(rest);
            }
            file.map(0, 1, MapMode.READ).close();
        }
    }
}

package io.varve.bench.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// What the disk does without us: a 4 KiB overwrite and fdatasync through the JDK, for the machine sheet, so
/// that two results tell whether they met the same disk.
final class BareSync {
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 256;
    private static final int ROUNDS = 3;

    private BareSync() {}

    static String measure(Path directory) {
        Path path = directory.resolve("bare-sync");
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        long[] nanos = new long[BLOCKS * (ROUNDS - 1)];
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < BLOCKS; i++) {
                file.write(block.clear(), (long) i * BLOCK);
            }
            file.force(true);
            // The first round warms up and is not counted.
            for (int i = 0; i < BLOCKS * ROUNDS; i++) {
                long begin = System.nanoTime();
                file.write(block.clear(), (long) (i % BLOCKS) * BLOCK);
                file.force(false);
                if (i >= BLOCKS) {
                    nanos[i - BLOCKS] = System.nanoTime() - begin;
                }
            }
            Arrays.sort(nanos);
            return Table.shown(nanos[nanos.length / 2] / 1e3) + " us, p99 "
                    + Table.shown(nanos[nanos.length * 99 / 100] / 1e3) + " us (4 KiB overwrite, "
                    + nanos.length + " times, after the probe)";
        } catch (IOException refused) {
            return SystemFiles.UNKNOWN;
        } finally {
            try {
                Files.deleteIfExists(path);
            } catch (IOException left) {
                // The whole directory is removed at the end, and says so if it cannot be.
            }
        }
    }
}

package io.varve.bench.table;

import io.varve.bench.probe.ProbeException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;

/// Writes one file in one of the ways: blocks of 4 KiB, built in private memory, into allocated space, synced.
///
/// **Owner:** one thread.
final class TableWriting implements AutoCloseable {
    static final int BLOCK = 4096;

    private static final String NAME = "table";

    /// Building alone is some twenty times as fast as writing too; it is repeated to be watched for as long.
    private static final int BUILD_ONLY_PASSES = 16;

    private final Directory directory;
    private final int size;
    private final Memory memory = Linux.memory(new MemoryBudget(16 << 20));
    private final Region staging = memory.allocate(memory.budget().account("staging"), Way.LARGEST_PIECE, Pages.BASE);
    private long seed = 1;

    /// @param size bytes of the file, a multiple of the largest piece
    TableWriting(Directory directory, int size) {
        this.directory = directory;
        this.size = size;
        memory.prefault(staging);
    }

    /// Writes the file, from its allocation to the last unmap, and leaves it to [#remove()].
    ///
    /// @return bytes built
    long write(Way way) throws ProbeException {
        if (way.kind() == Way.Kind.NOTHING) {
            long bytes = (long) BUILD_ONLY_PASSES * size;
            for (long built = 0; built < bytes; built += way.piece()) {
                build(way.piece());
            }
            return bytes;
        }
        int direct = way.kind() == Way.Kind.DIRECT ? OpenFlags.DIRECT : 0;
        try (DiskFile file = directory.open(
                NAME, OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE | direct)) {
            if (!file.isOpen()) {
                throw new ProbeException("A test file cannot be opened: " + Errno.describe(file.errno()) + ".");
            }
            check("fallocate", file.allocate(0, size));
            boolean isLarge = way.kind() == Way.Kind.MAPPED_LARGE;
            if (isLarge || way.kind() == Way.Kind.MAPPED) {
                writeMapped(file, way.piece(), isLarge);
            } else {
                writeInChunks(file, way.piece());
            }
        }
        return size;
    }

    /// Removes what was written.
    void remove() {
        directory.unlink(NAME);
    }

    @Override
    public void close() {
        memory.free(staging);
    }

    private void writeMapped(DiskFile file, int window, boolean isLarge) throws ProbeException {
        try (Mapping mapping = file.map(0, size, MapMode.READ_WRITE)) {
            if (!mapping.isOpen()) {
                throw new ProbeException("A test file cannot be mapped: " + Errno.describe(mapping.errno()) + ".");
            }
            if (isLarge) {
                check("MADV_HUGEPAGE", mapping.advise(0, size, MapAdvice.HUGE));
            }
            Region target = mapping.region();
            for (int begin = 0; begin < size; begin += window) {
                check("MADV_POPULATE_WRITE", mapping.populateWrite(begin, window));
                for (int offset = 0; offset < window; offset += BLOCK) {
                    buildBlock(0);
                    target.copyFrom((long) begin + offset, staging, 0, BLOCK);
                }
            }
            check("fdatasync", file.dataSync());
        }
    }

    private void writeInChunks(DiskFile file, int chunk) throws ProbeException {
        for (int position = 0; position < size; position += chunk) {
            build(chunk);
            for (int done = 0; done < chunk; ) {
                done += check("pwrite", file.pwrite(staging, done, chunk - done, (long) position + done));
            }
        }
        check("fdatasync", file.dataSync());
    }

    private void build(int bytes) {
        for (int offset = 0; offset < bytes; offset += BLOCK) {
            buildBlock(offset);
        }
    }

    /// Stands for the building of a block: every word computed and stored once.
    private void buildBlock(int offset) {
        long word = seed;
        for (int i = 0; i < BLOCK; i += Long.BYTES) {
            word = word * 6364136223846793005L + 1442695040888963407L;
            staging.putLong(offset + i, word);
        }
        seed = word;
    }

    private static int check(String call, int result) throws ProbeException {
        if (result < 0) {
            throw new ProbeException(call + " of a test file failed: " + Errno.describe(result) + ".");
        }
        return result;
    }
}

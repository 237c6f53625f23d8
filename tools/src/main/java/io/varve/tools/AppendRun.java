package io.varve.tools;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import org.HdrHistogram.Histogram;

/// Appends records to one file in one way, then reads them back.
///
/// The file is as a log should be: zero-written in advance, so that an append overwrites and its sync has
/// no metadata to write; its name synced before the first record.
///
/// A record is its number (8 bytes), the CRC32C of what follows seeded with the number (4), its length
/// (4) and a payload made from the number.
final class AppendRun implements AutoCloseable {
    private static final int PAYLOAD = 112;
    private static final int RECORD = 16 + PAYLOAD;
    private static final long FILE_SIZE = 32L << 20;
    private static final int MEMORY = 64 * 1024;

    private final Directory directory;
    private final Memory memory;
    private final AppendWay way;
    private final int slot;
    private final Region region;
    private final DiskFile file;
    private final Clock clock = Linux.clock();
    private final Crc32c crc = new Crc32c();
    private int records;

    AppendRun(Directory directory, Memory memory, MemoryAccount account, AppendWay way) {
        this.directory = directory;
        this.memory = memory;
        this.way = way;
        this.slot = way.slot(RECORD, directory.capabilities());
        int flags = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE | way.flags;
        this.region = memory.allocate(account, MEMORY, Pages.BASE);
        this.file = directory.open(way.name() + ".log", flags);
    }

    /// Makes the file ready for the first append.
    void prepare() {
        requireDone("open", -file.errno());
        requireDone("write of zeros", file.writeZeros(0, FILE_SIZE));
        requireDone("fsync", file.sync());
        requireDone("fsync of the directory", directory.sync());
    }

    /// Appends until the time is over or the file is full.
    AppendResult appendFor(long nanos) {
        Histogram latencies = new Histogram(3);
        int group = way.recordsPerSync;
        long begin = clock.nanoTime();
        long now = begin;
        while (now - begin < nanos && (long) (records + group) * slot <= FILE_SIZE) {
            for (int i = 0; i < group; i++) {
                encode((long) i * slot, records + i);
            }
            long position = (long) records * slot;
            long started = clock.nanoTime();
            requireWhole("pwrite", file.pwrite(region, 0, group * slot, position), group * slot);
            requireDone("fdatasync", file.dataSync());
            now = clock.nanoTime();
            latencies.recordValue(now - started);
            records += group;
        }
        return new AppendResult(way, records, now - begin, latencies);
    }

    /// Reads every record and compares it with what was written.
    ///
    /// @return how many there are
    int readBack() {
        for (int number = 0; number < records; number++) {
            requireWhole("pread", file.pread(region, 0, slot, (long) number * slot), slot);
            boolean isRight = region.getLong(0) == number
                    && region.getInt(8)
                            == crc.begin(number).update(region, 12, RECORD - 12).value()
                    && region.getInt(12) == PAYLOAD
                    && region.getLong(RECORD - Long.BYTES) == payload(number, PAYLOAD - Long.BYTES);
            if (!isRight) {
                throw new IllegalStateException(file.path() + ": record " + number + " is not what was written");
            }
        }
        return records;
    }

    @Override
    public void close() {
        file.close();
        memory.free(region);
    }

    private void encode(long offset, long number) {
        region.putLong(offset, number);
        region.putInt(offset + 12, PAYLOAD);
        for (int i = 0; i < PAYLOAD; i += Long.BYTES) {
            region.putLong(offset + 16 + i, payload(number, i));
        }
        region.putInt(
                offset + 8,
                crc.begin(number).update(region, offset + 12, RECORD - 12).value());
    }

    private static long payload(long number, int index) {
        return (number + 1) * 0x9E3779B97F4A7C15L + index;
    }

    private void requireDone(String call, int result) {
        if (result != 0) {
            throw new StoreIoException(call, file.path(), result);
        }
    }

    /// A short transfer is not expected of a local disk, and reported as an error of it.
    private void requireWhole(String call, int result, int wanted) {
        if (result != wanted) {
            throw new StoreIoException(call, file.path(), result < 0 ? result : Errno.EIO);
        }
    }
}

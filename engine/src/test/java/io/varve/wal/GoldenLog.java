package io.varve.wal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import java.lang.foreign.Arena;

/// A small log that is the same whenever it is written: two segments, the second of which has every kind
/// of frame, a link and both kinds of records.
final class GoldenLog {
    static final int SIZE = (int) SegmentFormat.MIN_SIZE;

    /// The segment that is kept as a golden file.
    static final long SEGMENT = 2;

    private GoldenLog() {}

    /// Writes it to an empty disk.
    static SimDisk write() {
        SimDisk disk = TestLog.newDisk();
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 8);
            log.mustSync();
            assertTrue(log.roll());
            Region records = Region.over(Arena.ofAuto().allocate(256, 8), "records");
            long size = RecordFormat.put(records, 0, RecordKind.PUT, bytes("key"), bytes("value!"));
            size += RecordFormat.put(records, size, RecordKind.DELETE, bytes("old"), bytes(""));
            log.writer.begin(2);
            assertEquals(0, log.writer.append(records, 0, size, 2));
            assertEquals(0, log.writer.write(1_700_000_000_100L, true));
            log.mustSync();
            assertEquals(0, log.writer.syncMark(1_700_000_000_105L));
            log.mustGroup(1, 0);
        }
        return disk;
    }

    static byte[] segment(SimDisk disk, long number) {
        try (Directory directory = disk.openDirectory(TestLog.PATH);
                DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ)) {
            Region region = Region.over(Arena.ofAuto().allocate(SIZE, 8), "segment");
            assertEquals(SIZE, file.pread(region, 0, SIZE, 0));
            byte[] bytes = new byte[SIZE];
            region.copyTo(0, bytes, 0, SIZE);
            return bytes;
        }
    }

    /// Writes a whole segment, durable at once.
    static void put(SimDisk disk, long number, byte[] content) {
        Region region = Region.over(Arena.ofAuto().allocate(content.length, 8), "segment");
        region.copyFrom(0, content, 0, content.length);
        try (Directory directory = disk.openDirectory(TestLog.PATH);
                DiskFile file =
                        directory.open(SegmentName.of(number), OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE)) {
            assertEquals(content.length, file.pwrite(region, 0, content.length, 0));
            assertEquals(0, file.sync());
            assertEquals(0, directory.sync());
        }
    }

    /// Reads the log without looking into its records.
    static LogReport read(SimDisk disk, LogBounds bounds) {
        try (Directory directory = disk.openDirectory(TestLog.PATH)) {
            return TestLog.read(
                    directory, TestLog.CONFIG, bounds, (segment, sequence, count, records, offset, length) -> {});
        }
    }

    static String dump(SimDisk disk, long number) {
        try (Directory directory = disk.openDirectory(TestLog.PATH)) {
            StringBuilder text = new StringBuilder();
            LogDump.print(
                    TestLog.CONFIG,
                    directory,
                    TestLog.MEMORY,
                    TestLog.ACCOUNT,
                    number,
                    line -> text.append(line).append('\n'));
            return text.toString();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}

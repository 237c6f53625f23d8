package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.format.RecordFormat;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What a reader makes of a log that somebody changed: one bit of it, or a number with its checksums put
/// right. Damage is never a wrong answer, never a shorter one where durability is proven, and never
/// anything but an exception of ours (P10, P12, lane E).
final class LogDamageTest {
    private static final int SIZE = GoldenLog.SIZE;

    /// Bytes behind the last frame of which every bit is tried too.
    private static final int BEYOND = 64;

    /// What a reader may take: both images, rounded up, and no more whatever a file says.
    private static final long MEMORY_LIMIT = 4L * SIZE;

    private static final long BEGAN = System.nanoTime();
    private static long flips;
    private static long fuzzed;

    private final SimDisk disk = TestLog.newDisk();
    private final Memory memory = new SimMemory(new MemoryBudget(MEMORY_LIMIT));
    private final MemoryAccount account = memory.budget().account("reader");
    private final Region segment = Region.over(Arena.ofAuto().allocate(SIZE, 8), "segment");
    private final Crc32c crc = new Crc32c();

    /// The proven group in this log are the first three: a mark says so.
    @Test
    void everyFlippedBitIsSeenOrChangesNothing() {
        List<Group> all;
        LogEnd end;
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(2, 20);
            log.mustGroup(1, 0);
            assertTrue(log.roll());
            log.mustGroup(1, 100);
            log.mustSync();
            assertEquals(0, log.mark());
            log.mustGroup(3, 10);
            log.mustGroup(1, 30);
            all = List.copyOf(log.tried);
            end = log.writer.end();
        }
        for (long number = 1; number <= 2; number++) {
            long used = number == 2 ? end.offset() + BEYOND : SegmentFormat.HEADER_SIZE + 256 + BEYOND;
            flipAll(number, used, all);
        }
    }

    @RandomizedTest(seeds = 4)
    void hostileNumbersWithRightChecksumsAreRefusedOrHarmless(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (TestLog log = new TestLog(disk)) {
            for (int i = 0; i < 12; i++) {
                log.mustGroup(1 + random.nextInt(3), random.nextInt(2_000));
                if (random.nextInt(3) == 0) {
                    log.mustSync();
                }
            }
        }
        for (int i = Effort.times(1_500); i > 0; i--) {
            fuzz(1 + random.nextInt(2), random);
            fuzzed++;
        }
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.LOG_DAMAGE)
                .count("bits turned over", flips)
                .count("hostile segments", fuzzed)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private void flipAll(long number, long used, List<Group> all) {
        try (Directory directory = disk.openDirectory(TestLog.PATH);
                DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ | OpenFlags.WRITE)) {
            Region one = Region.over(Arena.ofAuto().allocate(8), "byte");
            for (long offset = 0; offset < used; offset++) {
                assertEquals(1, file.pread(one, 0, 1, offset));
                byte before = one.getByte(0);
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    one.putByte(0, (byte) (before ^ 1 << bit));
                    assertEquals(1, file.pwrite(one, 0, 1, offset));
                    assertEquals(0, file.dataSync());
                    checkFlipped(directory, all, offset + "." + bit + " of segment " + number);
                    flips++;
                }
                one.putByte(0, before);
                assertEquals(1, file.pwrite(one, 0, 1, offset));
                assertEquals(0, file.dataSync());
            }
        }
    }

    private static void checkFlipped(Directory directory, List<Group> all, String where) {
        try {
            List<Group> found =
                    TestLog.read(directory, TestLog.CONFIG, LogBounds.from(1)).groups();
            assertTrue(found.size() >= 3, () -> where + ": only " + found.size() + " groups");
            assertEquals(all.subList(0, found.size()), found, where);
        } catch (CorruptionException seen) {
            assertTrue(seen.path().startsWith("/wal/"), seen.path());
        }
    }

    /// Changes some numbers of a segment, puts its checksums right, reads, and puts it back.
    private void fuzz(long number, SplittableRandom random) {
        try (Directory directory = disk.openDirectory(TestLog.PATH);
                DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ | OpenFlags.WRITE)) {
            transfer(file, false);
            byte[] before = new byte[SIZE];
            segment.copyTo(0, before, 0, SIZE);
            List<Long> frames = frameOffsets();
            int seed = random.nextInt(5) == 0 ? mutateHeader(random) : seedOf();
            for (int i = random.nextInt(3); i >= 0 && !frames.isEmpty(); i--) {
                mutateFrame(frames.get(random.nextInt(frames.size())), seed, random);
            }
            transfer(file, true);
            try (LogReader reader = new LogReader(TestLog.CONFIG, LogBounds.from(1), directory, memory, account)) {
                reader.read(LogDamageTest::touch);
            } catch (StoreException refused) {
                assertTrue(refused.getMessage().contains("/wal"), refused.getMessage());
            }
            segment.copyFrom(0, before, 0, SIZE);
            transfer(file, true);
        }
        assertEquals(0, account.used(), "all memory is given back");
    }

    private int mutateHeader(SplittableRandom random) {
        int offset = SegmentFormat.VERSION_OFFSET + 4 * random.nextInt(20);
        segment.putInt(offset, hostileInt(random));
        int from = SegmentFormat.VERSION_OFFSET;
        int size = SegmentFormat.HEADER_SIZE - from;
        segment.putInt(
                SegmentFormat.CHECKSUM_OFFSET,
                crc.begin().update(segment, from, size).value());
        return random.nextBoolean() ? seedOf() : 0;
    }

    /// What the frames' checksums begin with, as this header says, right or wrong.
    private int seedOf() {
        return new Crc32c()
                .begin()
                .update(segment.getLongBigEndian(SegmentFormat.STORE_OFFSET))
                .update(segment.getLongBigEndian(SegmentFormat.STORE_OFFSET + Long.BYTES))
                .update(segment.getLong(SegmentFormat.SEGMENT_OFFSET))
                .update(segment.getLong(SegmentFormat.INCARNATION_OFFSET))
                .value();
    }

    private void mutateFrame(long at, int seed, SplittableRandom random) {
        int headerSize = FrameFormat.headerSize(at);
        int records = headerSize + 32;
        long target = at + 4L * random.nextInt(records / 4);
        if (random.nextInt(4) != 0) {
            segment.putInt(Math.min(target, SIZE - 4), hostileInt(random));
        } else {
            segment.putByte(Math.min(target, SIZE - 1), (byte) random.nextInt());
        }
        long identity = FrameFormat.identity(seed, at);
        int length = segment.getInt(at + FrameFormat.LENGTH_OFFSET);
        if (length >= headerSize && length <= SIZE - at) {
            int recordsChecksum = crc.begin(identity)
                    .update(segment, at + headerSize, length - headerSize)
                    .value();
            segment.putInt(at + FrameFormat.RECORDS_CHECKSUM_OFFSET, recordsChecksum);
        }
        int headerChecksum = FrameFormat.headerChecksum(crc, identity, segment, at, headerSize);
        segment.putInt(at + FrameFormat.HEADER_CHECKSUM_OFFSET, headerChecksum);
    }

    private static int hostileInt(SplittableRandom random) {
        return switch (random.nextInt(9)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Integer.MAX_VALUE;
            case 3 -> Integer.MIN_VALUE;
            case 4 -> random.nextInt();
            case 5 -> 8 * random.nextInt(SIZE / 4);
            case 6 -> random.nextInt(300);
            case 7 -> 1 << random.nextInt(32);
            default -> -random.nextInt(300);
        };
    }

    private List<Long> frameOffsets() {
        List<Long> offsets = new ArrayList<>();
        long at = SegmentFormat.HEADER_SIZE;
        while (at <= SIZE - 96 && segment.getInt(at) != 0) {
            offsets.add(at);
            at += segment.getInt(at);
        }
        return offsets;
    }

    private void transfer(DiskFile file, boolean isWrite) {
        int done = isWrite ? file.pwrite(segment, 0, SIZE, 0) : file.pread(segment, 0, SIZE, 0);
        assertEquals(SIZE, done);
        assertEquals(0, file.dataSync());
    }

    /// Uses all that a visitor is told, as recovery would; checked mode finds what is out of bounds.
    private static void touch(long number, long sequence, int count, Region records, long offset, long length) {
        long at = offset;
        for (int i = 0; i < count; i++) {
            int valueLength = RecordFormat.valueLength(records, at);
            records.check(RecordFormat.keyOffset(records, at), RecordFormat.keyLength(records, at));
            records.check(RecordFormat.valueOffset(records, at), valueLength);
            at += RecordFormat.sizeAt(records, at);
        }
        assertEquals(offset + length, at, "segment " + number + ", sequence " + sequence);
    }
}

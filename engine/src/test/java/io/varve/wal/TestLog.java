package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.format.StoreId;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/// One life of a log in a test: a preparer and a writer on one thread, and what was written.
final class TestLog implements AutoCloseable {
    static final StoreId STORE = new StoreId(0x0011223344556677L, 0x8899aabbccddeeffL);

    /// The smallest segments, so that logs roll often (D-3).
    static final LogConfig CONFIG =
            LogConfig.buffered(STORE, 0, 1, SegmentFormat.MIN_SIZE, 2 * SegmentFormat.MAX_FRAME_ALIGNMENT);

    static final String PATH = "/wal";
    static final Memory MEMORY = new SimMemory(new MemoryBudget(1L << 30));
    static final MemoryAccount ACCOUNT = MEMORY.budget().account("tests");

    private static final int SCRATCH_SIZE = 1 << 20;
    private static final long TIME = 1_700_000_000_000L;

    final Directory directory;
    final SegmentPreparer preparer;
    final LogWriter writer;

    /// Groups for which write() returned 0, and one more if the last write failed.
    final List<Group> tried = new ArrayList<>();

    /// Segments of this life that are not obsolete.
    final List<Long> rolled = new ArrayList<>();

    /// What its segments name as the last durable edit of the manifest.
    long manifestEdit = 3;

    /// How many of `tried` a sync covered.
    int synced;

    /// True while the last of them is being written.
    boolean isWriting;

    private final Region scratch;
    private final long life;
    private long time = TIME;

    TestLog(Disk disk) {
        this(disk, CONFIG);
    }

    TestLog(Disk disk, LogConfig config) {
        this(disk.openDirectory(PATH), config, LogEnd.NONE, 1);
    }

    TestLog(Directory directory, LogConfig config, LogEnd end, long firstNumber) {
        this.directory = directory;
        this.life = config.epoch();
        this.scratch = Region.over(Arena.ofAuto().allocate(SCRATCH_SIZE, 8), "scratch");
        this.preparer = new SegmentPreparer(config, directory, MEMORY, ACCOUNT, () -> time++, firstNumber);
        this.writer = new LogWriter(config, MEMORY, ACCOUNT, preparer, () -> manifestEdit, end);
    }

    static SimDisk newDisk() {
        return newDisk(DiskProfile.ADVERSARIAL, 7);
    }

    static SimDisk newDisk(DiskProfile profile, long seed) {
        SimDisk disk = new SimDisk(profile, seed);
        disk.makeDirectories(PATH);
        return disk;
    }

    /// Writes a group, in the next segment if it does not fit this one.
    ///
    /// @return 0, or `-errno`; `-EAGAIN` when there is no next segment
    int group(int operations, int valueLength) {
        Group group = new Group(life, writer.lastSequence() + 1, operations, valueLength);
        if (writer.remaining() < group.size() && !roll()) {
            return writer.failure() != 0 ? writer.failure() : -Errno.EAGAIN;
        }
        group.put(scratch);
        tried.add(group);
        writer.begin(group.firstSequence());
        isWriting = true;
        writer.append(scratch, 0, group.size(), operations);
        int result = writer.write(time++, tried.size() % 4 == 0);
        isWriting = false;
        return result;
    }

    boolean roll() {
        preparer.doWork();
        boolean isRolled = writer.roll();
        if (isRolled) {
            rolled.add(writer.currentSegment());
        }
        return isRolled;
    }

    int sync() {
        int result = writer.sync();
        if (result == 0) {
            synced = tried.size();
        }
        return result;
    }

    int mark() {
        return writer.syncMark(time++);
    }

    void mustGroup(int operations, int valueLength) {
        assertEquals(0, group(operations, valueLength), () -> Errno.describe(writer.failure()));
    }

    void mustSync() {
        assertEquals(0, sync());
    }

    @Override
    public void close() {
        writer.close();
        preparer.close();
        directory.close();
    }

    /// What a recovery found.
    record Found(List<Group> groups, LogReport report) {}

    static Found read(Disk disk) {
        return read(disk, CONFIG, LogBounds.from(1));
    }

    static Found read(Disk disk, LogConfig config, LogBounds bounds) {
        try (Directory directory = disk.openDirectory(PATH)) {
            return read(directory, config, bounds);
        }
    }

    static Found read(Directory directory, LogConfig config, LogBounds bounds) {
        List<Group> groups = new ArrayList<>();
        LogReport report = read(
                directory,
                config,
                bounds,
                (segment, sequence, count, records, offset, length) ->
                        groups.add(Group.read(sequence, count, records, offset, length)));
        return new Found(groups, report);
    }

    static LogReport read(Directory directory, LogConfig config, LogBounds bounds, FrameVisitor visitor) {
        try (LogReader reader = new LogReader(config, bounds, directory, MEMORY, ACCOUNT)) {
            return reader.read(visitor);
        }
    }

    /// Changes one byte of a segment, as a damaged medium would, for buffered and direct readers.
    static void damage(Disk disk, long number, long offset, LongUnaryOperator change) {
        try (Directory directory = disk.openDirectory(PATH);
                DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ | OpenFlags.WRITE)) {
            Region one = Region.over(Arena.ofAuto().allocate(1), "byte");
            assertEquals(1, file.pread(one, 0, 1, offset));
            one.putByte(0, (byte) change.applyAsLong(one.getByte(0)));
            assertEquals(1, file.pwrite(one, 0, 1, offset));
            assertEquals(0, file.dataSync());
        }
    }

    static void flip(Disk disk, long number, long offset) {
        damage(disk, number, offset, before -> before ^ 1);
    }
}

package io.varve.recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreIoException;
import io.varve.format.EngineTime;
import io.varve.format.KeyBytes;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.memtable.MemTableCursor;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.recovery.FlushedOracle.Found;
import io.varve.recovery.FlushedOracle.Op;
import io.varve.version.Creation;
import io.varve.version.Install;
import io.varve.version.LiveTable;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestEdit;
import io.varve.version.ManifestState;
import io.varve.version.RecoveryCut;
import io.varve.wal.LogConfig;
import io.varve.wal.LogEnd;
import io.varve.wal.LogWriter;
import io.varve.wal.ObsoleteSegments;
import io.varve.wal.PrepareFailure;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One life of a store whose memtables are flushed, on one thread, without any files of tables: recovery does not open
/// them, and an oracle knows what would be in them.
final class FlushedStore implements AutoCloseable {
    static final String PATH = "/store";
    static final long SEGMENT = 16 << 10;

    private static final Creation CREATION = new Creation(new StoreId(3, 5), 1, false, 1_700_000_000_000L);
    private static final int VALUE = 500;

    /// A memtable that is not in a table yet.
    static final class Mem {
        final long rotation;
        final long firstSegment;
        final List<Op> content = new ArrayList<>();

        /// Where its log ends; null for one that recovery has replayed and nobody has written to.
        @Nullable
        LogEnd end;

        Mem(long rotation, long firstSegment) {
            this.rotation = rotation;
            this.firstSegment = firstSegment;
        }
    }

    final SimMemory memory = new SimMemory(new MemoryBudget(8 << 20));
    final SimDisk disk;
    final FlushedOracle oracle;
    final Manifest manifest;
    final Recovered recovered;
    final List<Found> found = new ArrayList<>();
    final List<Mem> frozen = new ArrayList<>();
    final ObsoleteSegments obsolete;
    Mem active;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final LogWriter writer;
    private final Region scratch = Region.over(Arena.ofAuto().allocate(1 << 16, 8), "scratch");
    private long lastSequence;
    private long nextRotation;
    private long millis = 1_700_000_000_000L;

    FlushedStore(SimDisk disk, FlushedOracle oracle) {
        this.oracle = oracle;
        this.disk = disk;
        boolean isOpen = false;
        try {
            Directory directory = keep(opened(disk.openDirectory(PATH)));
            DirectoryLock lock = keep(
                    DirectoryLock.take(directory, memory, memory.budget().account("lock"), new Holder(1, "sim", 0)));
            ManifestConfig config =
                    new ManifestConfig(directory, memory, memory.budget().account("manifest"), 4096);
            boolean isNew = !Manifest.exists(config);
            if (!isNew) {
                ManifestState state = Manifest.read(config).state();
                try (Directory wal = openLog(directory)) {
                    RecoveryToWrite.requireWitnessed(recovery(state.epoch(), wal), state);
                }
            }
            manifest = keep(isNew ? Manifest.create(config, lock, CREATION) : Manifest.open(config, lock));
            Directory wal = keep(openLog(directory));
            Replay replay = new Replay(memory, memory.budget().account("memtable"), 8 << 10);
            open.push(replay::discard);
            RecoveryConfig recovery = recovery(lock.epoch(), wal);
            EngineTime time = new EngineTime(new Stopped());
            recovered = new RecoveryToWrite(recovery, manifest, time, replay).run();
            keep(recovered.segments());
            writer = keep(new LogWriter(
                    recovery.log(),
                    memory,
                    recovery.writing(),
                    recovered.segments(),
                    manifest::lastEdit,
                    recovered.end()));
            obsolete = new ObsoleteSegments(recovery.log(), wal, recovered.segments());
            active = takeOver();
            isOpen = true;
        } finally {
            if (!isOpen) {
                close();
            }
        }
    }

    static SimDisk newDisk(io.varve.nativeio.sim.DiskProfile profile, long seed) {
        SimDisk disk = new SimDisk(profile, seed);
        disk.makeDirectories(PATH);
        return disk;
    }

    /// A group of operations.
    void write(int operations, int keys, int seed) {
        long size = operations * RecordFormat.size(2, VALUE + Long.BYTES);
        if (writer.remaining() < size) {
            roll();
        }
        long at = 0;
        long first = lastSequence + 1;
        writer.begin(first);
        for (int i = 0; i < operations; i++) {
            Op op = oracle.next(++lastSequence, "k" + (seed + i) % keys);
            byte[] value = new byte[VALUE + Long.BYTES];
            java.nio.ByteBuffer.wrap(value).putLong(op.id());
            at += RecordFormat.put(scratch, at, RecordKind.PUT, op.key().getBytes(StandardCharsets.US_ASCII), value);
            oracle.tried.add(op);
            active.content.add(op);
        }
        require("pwrite", writer.append(scratch, 0, size, operations));
        require("pwrite", writer.write(millis, millis++ % 2 == 0));
    }

    void sync() {
        require("fdatasync", writer.sync());
        oracle.durable = oracle.tried.size();
    }

    void mark() {
        require("pwrite", writer.syncMark(millis++));
    }

    void rotate() {
        active.end = writer.end();
        roll();
        frozen.add(active);
        active = new Mem(nextRotation++, writer.currentSegment());
    }

    /// Installs the table of a frozen memtable.
    ///
    /// @param index 0 for the oldest; with another, what is before must not be lost
    void install(int index, @Nullable String name) {
        Mem mem = frozen.get(index);
        ManifestState state = manifest.state();
        long floor = active.firstSegment;
        for (Mem other : frozen) {
            floor = other == mem ? floor : Math.min(floor, other.firstSegment);
        }
        floor = Math.max(floor, state.logFloor());
        long sequence = state.sequenceFloor();
        long segment = Math.max(state.segmentFloor(), floor + 1);
        Install install = Install.after(state);
        ManifestEdit edit =
                ManifestEdit.NOTHING.at(millis).withRotationFloor(Math.max(state.rotationFloor(), mem.rotation + 1));
        if (!mem.content.isEmpty()) {
            oracle.tables.put(state.fileFloor(), mem.content);
            long last = mem.content.getLast().sequence();
            install = install.adding(LiveTable.flushed(table(state.fileFloor(), mem.content), mem.rotation));
            edit = edit.withFileFloor(state.fileFloor() + 1);
            sequence = Math.max(sequence, last + 1);
        }
        LogEnd end = mem.end;
        if (index > 0) {
            sync();
            if (end != null && end.lastSequence() > 0 && !state.isProven(end.segment(), end.offset())) {
                edit = edit.withCut(cut(end, state.epoch()));
                sequence = Math.max(sequence, end.lastSequence() + 1);
                segment = Math.max(segment, end.segment() + 1);
            }
        }
        if (name != null) {
            install = install.named(name, 0);
        }
        manifest.append(edit.withSegmentFloor(segment)
                .withSequenceFloor(sequence)
                .withLogFloor(floor)
                .withInstall(install));
        frozen.remove(mem);
        if (!mem.content.isEmpty()) {
            oracle.durable = Math.max(oracle.durable, oracle.tried.indexOf(mem.content.getLast()) + 1);
        }
        obsolete.onFloor(manifest.state().logFloor());
        writer.release(manifest.state().logFloor());
    }

    /// All tables become one of a sorted run, unless one of them is newer than a memtable.
    void merge() {
        ManifestState state = manifest.state();
        long oldest = frozen.isEmpty() ? active.rotation : frozen.getFirst().rotation;
        boolean isAllowed = state.tables().stream().allMatch(table -> table.rotation() < oldest);
        if (!isAllowed || state.tables().isEmpty()) {
            return;
        }
        List<Op> all = new ArrayList<>();
        Install install = Install.after(state);
        for (LiveTable table : state.tables()) {
            all.addAll(oracle.tables.getOrDefault(table.number(), List.of()));
            install = install.removing(table.number());
        }
        List<Op> distinct = new ArrayList<>(new java.util.LinkedHashSet<>(all));
        distinct.sort(java.util.Comparator.comparingLong(Op::sequence));
        oracle.tables.put(state.fileFloor(), distinct);
        manifest.append(ManifestEdit.NOTHING
                .withFileFloor(state.fileFloor() + 1)
                .withInstall(install.adding(LiveTable.ofRun(table(state.fileFloor(), distinct), 1, 0))));
    }

    /// As a store does when it is closed.
    void end() {
        sync();
        ManifestState state = manifest.state();
        LogEnd end = writer.end();
        ManifestEdit edit = ManifestEdit.NOTHING.withCleanClose();
        if (end.lastSequence() > 0) {
            edit = edit.withSegmentFloor(Math.max(state.segmentFloor(), end.segment() + 1))
                    .withSequenceFloor(Math.max(state.sequenceFloor(), end.lastSequence() + 1))
                    .withCut(cut(end, state.epoch()));
        }
        manifest.append(edit);
    }

    /// An open to read while this one goes on.
    ///
    /// @param meanwhile runs after each time that the log was read
    RecoveryToRead readBeside(Runnable meanwhile) {
        Replay replay = new Replay(memory, memory.budget().account("reader"), 8 << 10);
        try (Directory directory = opened(disk.openDirectory(PATH));
                Directory wal = openLog(directory)) {
            ManifestConfig config =
                    new ManifestConfig(directory, memory, memory.budget().account("manifest"), 4096);
            int[] asked = new int[1];
            return RecoveryToRead.run(
                    config,
                    state -> {
                        // Asked for twice in an attempt: before the log is read, and after.
                        if (asked[0]++ % 2 == 1) {
                            meanwhile.run();
                        }
                        return recovery(state.epoch(), wal);
                    },
                    replay);
        } finally {
            replay.discard();
        }
    }

    /// What this open found, held against the oracle.
    int check(int mustBeFound) {
        return oracle.check(manifest.state(), found, recovered.lastSequence(), mustBeFound);
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            }
        }
        assertEquals(0, memory.live(), "regions left");
    }

    /// The memtables that were replayed, as if they were this life's.
    private Mem takeOver() {
        lastSequence = recovered.lastSequence();
        Mem last = null;
        long before = 0;
        for (RecoveredMemTable table : recovered.memtables()) {
            Mem mem = new Mem(table.rotation(), table.firstSegment());
            mem.content.addAll(content(table));
            found.add(new Found(table.rotation(), List.copyOf(mem.content)));
            assertTrue(mem.firstSegment >= before
                    && mem.firstSegment >= manifest.state().logFloor());
            assertTrue(mem.rotation < manifest.state().rotationFloor());
            long lastOfIt = mem.content.isEmpty() ? 0 : mem.content.getLast().sequence();
            assertEquals(lastOfIt, table.lastSequence());
            before = mem.firstSegment;
            frozen.add(mem);
            last = mem;
        }
        frozen.removeLast();
        assertTrue(last != null, "one takes what is written next");
        nextRotation = last.rotation + 1;
        return last;
    }

    private static List<Op> content(RecoveredMemTable table) {
        List<Op> content = new ArrayList<>();
        // A cursor shows of every key the newest at or below a sequence; each sequence is one operation.
        for (long sequence = table.memtable().firstSequence(); sequence <= table.lastSequence(); sequence++) {
            MemTableCursor cursor = table.memtable().cursor(sequence);
            for (boolean is = sequence > 0 && cursor.first(); is; is = cursor.next()) {
                if (cursor.sequence() == sequence) {
                    byte[] key = new byte[cursor.keyLength()];
                    cursor.region().copyTo(cursor.keyOffset(), key, 0, key.length);
                    content.add(new Op(
                            sequence,
                            new String(key, StandardCharsets.US_ASCII),
                            Long.reverseBytes(cursor.region().getLong(cursor.valueOffset()))));
                }
            }
        }
        return content;
    }

    private void roll() {
        recovered.segments().doWork();
        if (!writer.roll()) {
            PrepareFailure failed = recovered.segments().failure();
            throw failed == null
                    ? new StoreIoException("roll", PATH, Errno.EAGAIN)
                    : new StoreIoException(failed.call(), failed.path(), failed.errno());
        }
    }

    private TableSummary table(long number, List<Op> content) {
        List<String> keys = content.stream().map(Op::key).sorted().toList();
        return new TableSummary(
                number,
                4096,
                (int) number,
                content.size(),
                0,
                VALUE,
                KeyBytes.of(keys.getFirst().getBytes(StandardCharsets.US_ASCII)),
                KeyBytes.of(keys.getLast().getBytes(StandardCharsets.US_ASCII)),
                content.getFirst().sequence(),
                content.getLast().sequence(),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                millis);
    }

    private static RecoveryCut cut(LogEnd end, long epoch) {
        return new RecoveryCut(end.segment(), end.offset(), end.lastChecksum(), end.lastSequence(), epoch);
    }

    private RecoveryConfig recovery(long epoch, Directory wal) {
        LogConfig log =
                LogConfig.buffered(CREATION.store(), 0, epoch, SEGMENT, 8 << 10).mapped();
        return new RecoveryConfig(
                log,
                wal,
                memory,
                memory.budget().account("reading"),
                memory.budget().account("writing"));
    }

    private static Directory openLog(Directory directory) {
        Directory wal = directory.openDirectory("wal");
        if (wal.errno() == Errno.ENOENT) {
            require("mkdir", directory.makeDirectory("wal"));
            require("fsync", directory.sync());
            wal = directory.openDirectory("wal");
        }
        return opened(wal);
    }

    private static Directory opened(Directory directory) {
        require("open", -directory.errno());
        return directory;
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    private static void require(String call, int result) {
        if (result < 0) {
            throw new StoreIoException(call, PATH, result);
        }
    }

    private static final class Stopped implements Clock {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long wallMillis() {
            return 1_700_000_000_000L;
        }
    }
}

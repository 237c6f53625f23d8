package io.varve;

import io.varve.error.FencedException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.EngineTime;
import io.varve.format.StoreId;
import io.varve.lock.DirectoryLock;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.recovery.LiveTables;
import io.varve.recovery.Recovered;
import io.varve.recovery.RecoveryConfig;
import io.varve.recovery.RecoveryToRead;
import io.varve.recovery.RecoveryToWrite;
import io.varve.recovery.Replay;
import io.varve.report.OpenReport;
import io.varve.sstable.TableConfig;
import io.varve.sstable.TableStore;
import io.varve.version.Creation;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestReport;
import io.varve.version.ManifestState;
import io.varve.version.NamedSnapshot;
import io.varve.wal.LogConfig;
import io.varve.wal.LogEnd;
import io.varve.wal.LogReport;
import io.varve.wal.LogWriter;
import io.varve.wal.ObsoleteSegments;
import io.varve.wal.SegmentPreparer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens a store: lock, manifest, recovery, and what it takes to go on; or nothing at all, when any step
/// fails. What is durable in which order is said by [DirectoryLock], [Manifest] and [RecoveryToWrite], in
/// this order.
final class Opening {
    private static final long MANIFEST_BYTES = 64 * 1024;

    /// How often an open to read begins anew because a writer has gone on meanwhile.
    private static final int ATTEMPTS = 16;

    private final Seams seams;
    private final StoreOptions options;
    private final Memory memory;

    /// Of what is read of the log.
    private final MemoryAccount reading;

    private final long began;

    /// The manifest's last edit, as an open to read has found it.
    private long readEdit;

    /// What must be undone when a later step fails, last first.
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private Opening(Seams seams, StoreOptions options) {
        this.seams = seams;
        this.options = options;
        this.memory = seams.memory();
        this.reading = memory.budget().account("recovery");
        this.began = seams.clock().nanoTime();
    }

    static Store open(Seams seams, String path, StoreOptions options) {
        options.check();
        if (!options.readOnly()) {
            Opening opening = new Opening(seams, options);
            return opening.orUndo(path, () -> opening.openToWrite(path));
        }
        return beside(seams, path, options, opening -> opening.openToRead(path));
    }

    /// Opens to read, and begins anew when a writer has gone on meanwhile.
    private static Store beside(Seams seams, String path, StoreOptions options, Function<Opening, Store> open) {
        for (int attempt = 1; ; attempt++) {
            Opening opening = new Opening(seams, options);
            try {
                return opening.orUndo(path, () -> open.apply(opening));
            } catch (StoreException refused) {
                if (attempt == ATTEMPTS || !opening.hasMovedOn(path)) {
                    throw refused;
                }
            }
        }
    }

    /// Whether a writer has changed the store since this began to read it: what it named then may be gone (row
    /// 67).
    private boolean hasMovedOn(String path) {
        long read = readEdit;
        try (Directory directory = StoreDirectory.openWhole(seams.disk(), path, false)) {
            return read != 0 && Manifest.read(manifestConfig(directory)).state().editNumber() != read;
        } catch (StoreException | MemoryRefusedException second) {
            return false;
        }
    }

    /// Opens a named snapshot, to be read; beside the store itself, whether that is open or not.
    ///
    /// @param options read-only ones
    static Store openSnapshot(Seams seams, String path, StoreOptions options, String name) {
        return beside(seams, path, options, opening -> opening.openNamed(path, name));
    }

    /// Opens what can be opened of a damaged store, to be read.
    ///
    /// @param options read-only ones
    static Store openDegraded(Seams seams, String path, StoreOptions options) {
        options.check();
        for (int attempt = 1; ; attempt++) {
            Opening opening = new Opening(seams, options);
            Store store = opening.orUndo(path, () -> {
                Directory directory = opening.keep(StoreDirectory.openWhole(seams.disk(), path, false));
                return new DegradedOpening(opening, seams, options, directory).open();
            });
            if (store.openReport().isWhole() || attempt == ATTEMPTS || !opening.hasMovedOn(path)) {
                return store;
            }
            store.close();
        }
    }

    /// The named snapshots of a store.
    static List<SavedSnapshot> snapshots(Seams seams, String path) {
        MemoryAccount account = seams.memory().budget().account("open");
        try (Directory directory = StoreDirectory.openWhole(seams.disk(), path, false)) {
            ManifestConfig config = new ManifestConfig(directory, seams.memory(), account, MANIFEST_BYTES);
            return Manifest.read(config).state().snapshots().stream()
                    .map(Opening::saved)
                    .toList();
        } catch (MemoryRefusedException refused) {
            throw noMemory(path, refused);
        }
    }

    private static ResourceRefusedException noMemory(String path, MemoryRefusedException refused) {
        return ResourceRefusedException.memory("the store in " + path, refused.isBudget(), refused);
    }

    private static SavedSnapshot saved(NamedSnapshot snapshot) {
        long bytes = snapshot.tables().stream()
                .mapToLong(table -> table.summary().bytes())
                .sum();
        return new SavedSnapshot(
                snapshot.name(),
                snapshot.id(),
                snapshot.sequence(),
                snapshot.tables().size(),
                bytes);
    }

    private Store orUndo(String path, Supplier<Store> open) {
        boolean isOpen = false;
        try {
            Store store = open.get();
            isOpen = true;
            return store;
        } catch (MemoryRefusedException refused) {
            throw noMemory(path, refused);
        } finally {
            if (!isOpen) {
                undo.forEach(Runnable::run);
            }
        }
    }

    /// The tables of the snapshot under an empty memtable.
    private Store openNamed(String path, String name) {
        Directory directory = keep(StoreDirectory.openWhole(seams.disk(), path, false));
        ManifestConfig config = manifestConfig(directory);
        ManifestState state = Manifest.read(config).state();
        readEdit = state.editNumber();
        NamedSnapshot snapshot = state.snapshots().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(path + " has no snapshot named " + name));
        Directory wal = keep(StoreDirectory.openLog(directory, false));
        EngineTime now = new EngineTime(seams.clock());
        now.raiseBehind(state.engineMillis());
        // It shows what is alive when it is opened, for as long as it is open (row 96).
        EngineTime time = EngineTime.standing(now.getAsLong());
        TableParts tables = keep(tables(state, directory, time));
        LiveTables live = keep(LiveTables.open(
                snapshot.tables(), tables.store(), tables.directory().path()));
        Replay nothing = keepReplay(new Replay(memory, memory.budget().account("memtable"), MemTable.minArenaSize()));
        Duration duration = Duration.ofNanos(seams.clock().nanoTime() - began);
        return new Store(new StoreParts(
                seams,
                options,
                directory,
                wal,
                null,
                null,
                time,
                live.with(nothing.memtables(state.rotationFloor(), state.segmentFloor())),
                LogEnd.NONE,
                snapshot.sequence(),
                null,
                null,
                null,
                tables,
                null,
                snapshot.id(),
                new RecoveryReport(false, true, 0, 0, 0, 0, snapshot.sequence(), 0, 0, true, duration),
                OpenReport.whole(snapshot.sequence())));
    }

    /// What the manifest said when it was read.
    void onRead(ManifestState state) {
        readEdit = state.editNumber();
    }

    private Store openToWrite(String path) {
        Directory directory = keep(StoreDirectory.openWhole(seams.disk(), path, options.createIfMissing()));
        MemoryAccount account = memory.budget().account("open");
        DirectoryLock lock = keep(DirectoryLock.take(directory, memory, account, seams.holder()));
        try {
            return openLocked(directory, account, lock);
        } catch (StoreException found) {
            requireHeld(lock, found);
            throw found;
        }
    }

    /// What an opener finds that was fenced is no damage: the files are somebody else's by then, and change (row
    /// 68).
    private static void requireHeld(DirectoryLock lock, StoreException found) {
        try {
            lock.requireHeld();
        } catch (FencedException fenced) {
            fenced.addSuppressed(found);
            throw fenced;
        }
    }

    private Store openLocked(Directory directory, MemoryAccount account, DirectoryLock lock) {
        ManifestConfig config = new ManifestConfig(directory, memory, account, MANIFEST_BYTES);
        boolean isNew = !Manifest.exists(config);
        EngineTime time = new EngineTime(seams.clock());
        Directory known = isNew ? null : openWitnessed(directory, config);
        Manifest manifest = keep(isNew ? create(config, lock, time) : Manifest.open(config, lock));
        Directory wal = known == null ? keep(StoreDirectory.openLog(directory, true)) : known;
        ManifestState state = manifest.state();
        time.raise(state.engineMillis());

        TableParts tables = keep(tables(state, directory, time));
        LiveTables live = keep(open(state, tables));
        WriteMemory writing = keep(WriteMemory.take(memory.budget(), reading, options));
        Replay replay = keepReplay(new Replay(memory, writing.memtables(), options.memtableBytes()));
        RecoveryConfig recovery = recovery(state, lock.epoch(), wal);
        Recovered recovered = new RecoveryToWrite(recovery, manifest, time, replay).run();
        SegmentPreparer segments = keep(recovered.segments());
        LogEnd end = recovered.end();
        LogWriter writer =
                keep(new LogWriter(recovery.log(), memory, recovery.writing(), segments, manifest::lastEdit, end));
        writing.reserveForRecovery(options);
        LiveTables.sweep(tables.store(), manifest.state());
        if (replay.hasExpiring()
                || state.tables().stream().anyMatch(table -> table.summary().expires())) {
            time.wantPromise();
        }
        ManifestReport torn = manifest.report();
        RecoveryReport report = report(
                isNew,
                manifest.found(),
                torn == null ? 0 : torn.tornSize(),
                recovered.found(),
                recovered.lastSequence());
        return new Store(new StoreParts(
                seams,
                options,
                directory,
                wal,
                lock,
                manifest,
                time,
                live.with(recovered.memtables()),
                end,
                recovered.lastSequence(),
                writer,
                segments,
                new ObsoleteSegments(recovery.log(), wal, segments),
                tables,
                writing,
                state.snapshotId(),
                report,
                OpenReport.whole(recovered.lastSequence())));
    }

    /// Changes nothing on disk and holds no lock.
    private Store openToRead(String path) {
        Directory directory = keep(StoreDirectory.openWhole(seams.disk(), path, false));
        ManifestConfig config = manifestConfig(directory);
        Directory wal = keep(StoreDirectory.openLog(directory, false));
        Replay replay = newReplay();
        RecoveryToRead recovered = RecoveryToRead.run(config, state -> recovery(state, state.epoch(), wal), replay);
        ManifestState state = recovered.manifest().state();
        readEdit = state.editNumber();
        LogReport log = recovered.log();
        EngineTime time = new EngineTime(seams.clock());
        TableParts tables = tablesToRead(state, directory, time);
        LiveTables live = tables == null ? LiveTables.none() : keep(open(state, tables));
        time.raiseBehind(state.engineMillis());
        time.raise(log.engineTime());
        RecoveryReport report =
                report(false, state, recovered.manifest().report().tornSize(), log, recovered.lastSequence());
        return new Store(new StoreParts(
                seams,
                options,
                directory,
                wal,
                null,
                null,
                time,
                live.with(recovered.memtables()),
                log.end(),
                recovered.lastSequence(),
                null,
                null,
                null,
                tables,
                null,
                state.snapshotId(),
                report,
                OpenReport.whole(recovered.lastSequence())));
    }

    /// The folder of the log, which knows of no edit that the manifest has lost (row 24): asked before a new
    /// manifest says that all is well.
    private Directory openWitnessed(Directory directory, ManifestConfig config) {
        ManifestState state = Manifest.read(config).state();
        Directory wal = keep(StoreDirectory.openLog(directory, true));
        RecoveryToWrite.requireWitnessed(recovery(state, state.epoch(), wal), state);
        return wal;
    }

    private Manifest create(ManifestConfig config, DirectoryLock lock, EngineTime time) {
        if (!options.createIfMissing()) {
            throw new StoreIoException("open", config.directory().path() + "/marker", Errno.ENOENT);
        }
        StoreDirectory.syncName(seams.disk(), config.directory().path());
        StoreId id = new StoreId(seams.random().nextLong(), seams.random().nextLong());
        // One whom we have fenced may have made it since we looked; it has told nobody, and is at its end.
        return Manifest.openOrCreate(
                config, lock, new Creation(id, Creation.FORMAT_VERSION, !options.log(), time.getAsLong()));
    }

    RecoveryConfig recovery(ManifestState state, long epoch, Directory wal) {
        LogConfig log = logConfig(options, state.creation().store(), epoch, wal);
        return new RecoveryConfig(log, wal, memory, reading, memory.budget().account("log"));
    }

    /// The log of a store, as it is written and read.
    static LogConfig logConfig(StoreOptions options, StoreId store, long epoch, Directory wal) {
        LogConfig buffered = new LogConfig(
                store,
                0,
                epoch,
                options.logSegmentBytes(),
                (int) options.logBufferBytes(),
                LogConfig.BUFFERED_ALIGNMENT,
                false,
                options.mappedLog(),
                options.preparedSegments(),
                false);
        int alignment = Math.max(
                wal.capabilities().directOffsetAlignment(), wal.capabilities().directMemoryAlignment());
        return options.directLog() && alignment > 0 ? buffered.direct(alignment) : buffered;
    }

    /// A store that never flushed, and was not open for writing since there are tables, has no folder for them.
    private @Nullable TableParts tablesToRead(ManifestState state, Directory directory, EngineTime time) {
        return state.neededTables().isEmpty() ? null : keep(tables(state, directory, time));
    }

    private static LiveTables open(ManifestState state, TableParts tables) {
        return LiveTables.open(
                state.tables(), tables.store(), tables.directory().path());
    }

    TableParts tables(ManifestState state, Directory directory, EngineTime time) {
        return tablesIn(StoreDirectory.openTables(directory, !options.readOnly()), state, time);
    }

    TableParts tablesIn(Directory folder, ManifestState state, EngineTime time) {
        TableConfig config = tableConfig(options, state.creation().store());
        MemoryAccount reading = memory.budget().account("tables");
        List<MemoryAccount> guaranteed = new ArrayList<>();
        boolean isDone = false;
        try {
            MemoryAccount building = guaranteed("table building", LeastBudget.flushBytes(options));
            guaranteed.add(building);
            for (int i = 1; i <= LeastBudget.merges(options); i++) {
                guaranteed.add(guaranteed(i == 1 ? "merge" : "merge " + i, LeastBudget.mergeBytes(options)));
            }
            List<MemoryAccount> merging = List.copyOf(guaranteed.subList(1, guaranteed.size()));
            isDone = true;
            return new TableParts(
                    folder,
                    building,
                    merging,
                    new TableStore(config, folder, memory, building, reading, time, seams.clock()));
        } finally {
            if (!isDone) {
                folder.close();
                guaranteed.forEach(MemoryAccount::endGuarantee);
            }
        }
    }

    /// Of a store that is only read, nothing is kept for what it never does.
    private MemoryAccount guaranteed(String purpose, long bytes) {
        MemoryBudget budget = memory.budget();
        return options.readOnly() ? budget.account(purpose) : budget.account(purpose, bytes);
    }

    /// How tables are made.
    static TableConfig tableConfig(StoreOptions options, StoreId store) {
        return new TableConfig(
                store,
                options.blockBytes(),
                options.bloomBitsPerKey(),
                options.signposts(),
                LeastBudget.windowBytes(options),
                true,
                options.compression().codec(),
                options.bottomCompression().codec());
    }

    ManifestConfig manifestConfig(Directory directory) {
        return manifestConfig(directory, memory, memory.budget().account("open"));
    }

    /// The manifest of a store.
    static ManifestConfig manifestConfig(Directory directory, Memory memory, MemoryAccount account) {
        return new ManifestConfig(directory, memory, account, MANIFEST_BYTES);
    }

    Replay newReplay() {
        return keepReplay(new Replay(memory, memory.budget().account("memtable"), options.memtableBytes()));
    }

    private Replay keepReplay(Replay replay) {
        undo.push(replay::discard);
        return replay;
    }

    private RecoveryReport report(
            boolean isNew, ManifestState state, long tornBytes, LogReport found, long lastSequence) {
        return new RecoveryReport(
                isNew,
                state.isCleanlyClosed(),
                found.segments().size(),
                found.frames(),
                found.operations(),
                found.bytes(),
                lastSequence,
                found.discardedBytes(),
                tornBytes,
                found.isDirect(),
                Duration.ofNanos(seams.clock().nanoTime() - began));
    }

    <T extends AutoCloseable> T keep(T part) {
        undo.push(() -> close(part));
        return part;
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception second) {
            // The first failure is the one that is reported; this one had nothing to lose any more.
            assert second != null;
        }
    }
}

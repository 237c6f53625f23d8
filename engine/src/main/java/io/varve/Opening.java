package io.varve;

import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreIoException;
import io.varve.format.EngineTime;
import io.varve.format.StoreId;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.recovery.Recovered;
import io.varve.recovery.RecoveryConfig;
import io.varve.recovery.RecoveryToRead;
import io.varve.recovery.RecoveryToWrite;
import io.varve.recovery.Replay;
import io.varve.version.Creation;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestReport;
import io.varve.version.ManifestState;
import io.varve.wal.LogConfig;
import io.varve.wal.LogEnd;
import io.varve.wal.LogReport;
import io.varve.wal.LogWriter;
import io.varve.wal.SegmentPreparer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Opens a store: lock, manifest, recovery, and what it takes to go on; or nothing at all, when any step
/// fails. What is durable in which order is said by [DirectoryLock], [Manifest] and [RecoveryToWrite], in
/// this order.
final class Opening {
    private static final long MANIFEST_BYTES = 64 * 1024;

    private final Seams seams;
    private final StoreOptions options;
    private final Memory memory;

    /// Of what is read of the log.
    private final MemoryAccount reading;

    private final long began;

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
        Opening opening = new Opening(seams, options);
        boolean isOpen = false;
        try {
            Store store = options.readOnly() ? opening.openToRead(path) : opening.openToWrite(path);
            isOpen = true;
            return store;
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("the store in " + path, refused.isBudget(), refused);
        } finally {
            if (!isOpen) {
                opening.undo.forEach(Runnable::run);
            }
        }
    }

    private Store openToWrite(String path) {
        Directory directory = keep(StoreDirectory.open(seams.disk(), path, options.createIfMissing()));
        MemoryAccount account = memory.budget().account("open");
        DirectoryLock lock = keep(DirectoryLock.take(directory, memory, account, seams.holder()));
        ManifestConfig config = new ManifestConfig(directory, memory, account, MANIFEST_BYTES);
        boolean isNew = !Manifest.exists(config);
        EngineTime time = new EngineTime(seams.clock());
        Directory known = isNew ? null : openWitnessed(directory, config);
        Manifest manifest = keep(isNew ? create(config, lock, time) : Manifest.open(config, lock));
        Directory wal = known == null ? keep(StoreDirectory.openLog(directory, true)) : known;
        ManifestState state = manifest.state();
        time.raise(state.engineMillis());

        Replay replay = newReplay();
        RecoveryConfig recovery = recovery(state, lock.epoch(), wal);
        Recovered recovered = new RecoveryToWrite(recovery, manifest, time, replay).run();
        SegmentPreparer segments = keep(recovered.segments());
        LogEnd end = recovered.end();
        LogWriter writer =
                keep(new LogWriter(recovery.log(), memory, recovery.writing(), segments, manifest::lastEdit, end));
        RecoveryReserve reserve = keep(RecoveryReserve.take(reading, options));
        ManifestReport torn = manifest.report();
        RecoveryReport report = report(isNew, manifest.found(), torn == null ? 0 : torn.tornSize(), recovered.found());
        return new Store(new StoreParts(
                seams,
                options,
                directory,
                wal,
                lock,
                manifest,
                time,
                replay.view(),
                end,
                recovered.lastSequence(),
                writer,
                segments,
                reserve,
                report));
    }

    /// Changes nothing on disk and holds no lock.
    private Store openToRead(String path) {
        Directory directory = keep(StoreDirectory.open(seams.disk(), path, false));
        MemoryAccount account = memory.budget().account("open");
        ManifestConfig config = new ManifestConfig(directory, memory, account, MANIFEST_BYTES);
        Directory wal = keep(StoreDirectory.openLog(directory, false));
        Replay replay = newReplay();
        RecoveryToRead recovered = RecoveryToRead.run(config, state -> recovery(state, state.epoch(), wal), replay);
        ManifestState state = recovered.manifest().state();
        LogReport log = recovered.log();
        EngineTime time = new EngineTime(seams.clock());
        time.raise(Math.max(state.engineMillis(), log.engineTime()));
        RecoveryReport report =
                report(false, state, recovered.manifest().report().tornSize(), log);
        return new Store(new StoreParts(
                seams,
                options,
                directory,
                wal,
                null,
                null,
                time,
                replay.view(),
                log.end(),
                recovered.lastSequence(),
                null,
                null,
                null,
                report));
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
        StoreId id = new StoreId(seams.random().nextLong(), seams.random().nextLong());
        return Manifest.create(
                config, lock, new Creation(id, Creation.FORMAT_VERSION, !options.log(), time.getAsLong()));
    }

    private RecoveryConfig recovery(ManifestState state, long epoch, Directory wal) {
        LogConfig log = logConfig(state, epoch, wal);
        return new RecoveryConfig(log, wal, memory, reading, memory.budget().account("log"));
    }

    private LogConfig logConfig(ManifestState state, long epoch, Directory wal) {
        LogConfig buffered = new LogConfig(
                state.creation().store(),
                0,
                epoch,
                options.logSegmentBytes(),
                (int) options.logBufferBytes(),
                LogConfig.BUFFERED_ALIGNMENT,
                false,
                options.preparedSegments(),
                false);
        int alignment = Math.max(
                wal.capabilities().directOffsetAlignment(), wal.capabilities().directMemoryAlignment());
        return options.directLog() && alignment > 0 ? buffered.direct(alignment) : buffered;
    }

    private Replay newReplay() {
        Replay replay = new Replay(memory, memory.budget().account("memtable"), options.memtableBytes());
        undo.push(replay::discard);
        return replay;
    }

    private RecoveryReport report(boolean isNew, ManifestState state, long tornBytes, LogReport found) {
        return new RecoveryReport(
                isNew,
                state.isCleanlyClosed(),
                found.segments().size(),
                found.frames(),
                found.operations(),
                found.bytes(),
                found.end().lastSequence(),
                found.discardedBytes(),
                tornBytes,
                found.isDirect(),
                Duration.ofNanos(seams.clock().nanoTime() - began));
    }

    private <T extends AutoCloseable> T keep(T part) {
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

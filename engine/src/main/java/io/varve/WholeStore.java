package io.varve;

import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreClosedException;
import io.varve.format.Extent;
import io.varve.lock.DirectoryLock;
import io.varve.memory.KeyInterval;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.recovery.RecoveryConfig;
import io.varve.report.CheckpointReport;
import io.varve.report.VerifyReport;
import io.varve.report.WorkListener;
import io.varve.sstable.TableConfig;
import io.varve.sstable.TableStore;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestState;
import io.varve.view.Calls;
import io.varve.whole.Checkpoint;
import io.varve.whole.Made;
import io.varve.whole.Measure;
import io.varve.whole.Steps;
import io.varve.whole.Verification;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a user can ask of a store as a whole.
final class WholeStore {
    private final StoreParts parts;
    private final Reading reading;

    WholeStore(StoreParts parts, Reading reading) {
        this.parts = parts;
        this.reading = reading;
    }

    VerifyReport verify(WorkListener listener) {
        try (Steps steps = begin(listener)) {
            TableParts tables = parts.tables();
            return Verification.run(
                    new Verification.Parts(
                            parts.directory().path(),
                            tables == null ? null : tables.store(),
                            manifestConfig(),
                            this::recovery,
                            account("verify"),
                            parts.seams().clock()::nanoTime),
                    steps);
        }
    }

    /// Bytes that a range of keys takes, about.
    long size(Range range) {
        return Math.round(measure(range.low(), range.end()).bytes());
    }

    /// Keys with a value in a range, about: of what was written, each delete has taken one away.
    long count(Range range) {
        Extent extent = measure(range.low(), range.end());
        return Math.max(0, Math.round(extent.entries() - 2 * extent.tombstones()));
    }

    private Extent measure(byte[] low, byte @Nullable [] end) {
        Memory memory = parts.seams().memory();
        int ticket = reading.calls().pin();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(parts.directory().path());
        }
        try {
            Region region = memory.allocate(account("lookups"), KeyInterval.regionBytes(low, end), Pages.BASE);
            try {
                return Measure.of(reading.view().acquire(), new KeyInterval(low, end, region));
            } finally {
                memory.free(region);
            }
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("measuring a range", refused.isBudget(), refused);
        } finally {
            reading.calls().exit(ticket);
        }
    }

    /// The store as it is now, in a directory of its own.
    CheckpointReport checkpoint(String target, WorkListener listener) {
        Seams seams = parts.seams();
        long began = seams.clock().nanoTime();
        requireWhole();
        MemoryAccount account = account("checkpoint");
        try (Steps steps = begin(listener)) {
            // The view is held before the sequence is loaded.
            long sequence = reading.horizon().visibleAcquire();
            ManifestState state = Manifest.read(manifestConfig()).state();
            try (NewStore made = NewStore.begin(seams, target)) {
                DirectoryLock lock = made.lock(seams.memory(), account);
                Made tables = tables(steps, made.tables(), sequence, state, account);
                tables.writeManifest(
                        Opening.manifestConfig(made.directory(), seams.memory(), account),
                        lock,
                        state.creation(),
                        parts.time().getAsLong());
                made.finish();
                return new CheckpointReport(
                        target,
                        sequence,
                        tables.linked(),
                        tables.copied(),
                        tables.written(),
                        tables.bytes(),
                        tables.writtenBytes(),
                        Duration.ofNanos(seams.clock().nanoTime() - began));
            }
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("a checkpoint in " + target, refused.isBudget(), refused);
        }
    }

    /// A copy of a damaged store would be one more of them.
    private void requireWhole() {
        if (!parts.openReport().isWhole()) {
            throw parts.openReport().findings().getFirst().cause();
        }
    }

    private Made tables(Steps steps, Directory folder, long sequence, ManifestState state, MemoryAccount account) {
        TableParts there = parts.tables();
        Directory from = there == null ? folder : there.directory();
        TableConfig config =
                Opening.tableConfig(parts.options(), state.creation().store());
        Memory memory = parts.seams().memory();
        try (TableStore tables = new TableStore(
                config,
                folder,
                memory,
                account,
                account,
                parts.time(),
                parts.seams().clock())) {
            return Checkpoint.run(
                    new Checkpoint.Parts(from, folder, tables, account, sequence, state.fileFloor()), steps);
        }
    }

    private Steps begin(WorkListener listener) {
        return Steps.begin(
                parts.directory().path(), reading.calls(), reading.view(), Arguments.given("listener", listener));
    }

    private ManifestConfig manifestConfig() {
        return Opening.manifestConfig(parts.directory(), parts.seams().memory(), account("verify"));
    }

    private RecoveryConfig recovery(ManifestState state) {
        Memory memory = parts.seams().memory();
        Directory wal = parts.wal();
        return new RecoveryConfig(
                Opening.logConfig(parts.options(), state.creation().store(), state.epoch(), wal),
                wal,
                memory,
                account("verify"),
                account("verify"));
    }

    private MemoryAccount account(String purpose) {
        return parts.seams().memory().budget().account(purpose);
    }
}

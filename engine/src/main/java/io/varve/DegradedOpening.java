package io.varve;

import io.varve.format.EngineTime;
import io.varve.format.TableSummary;
import io.varve.nativeio.Directory;
import io.varve.recovery.LiveTables;
import io.varve.recovery.RecoveryDegraded;
import io.varve.recovery.Replay;
import io.varve.report.Findings;
import io.varve.report.KeySpan;
import io.varve.report.OpenReport;
import io.varve.report.TablePlace;
import io.varve.version.LiveTable;
import io.varve.version.ManifestState;
import io.varve.wal.LogEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Opens what can be opened of a damaged store, to be read. Only the manifest must be whole.
final class DegradedOpening {
    private final Opening opening;
    private final Seams seams;
    private final StoreOptions options;
    private final Directory directory;
    private final Findings findings;
    private final List<LiveTable> lost = new ArrayList<>();

    /// @param opening undoes what this has opened, when it fails
    DegradedOpening(Opening opening, Seams seams, StoreOptions options, Directory directory) {
        this.opening = opening;
        this.seams = seams;
        this.options = options;
        this.directory = directory;
        this.findings = new Findings(directory.path());
    }

    /// Opens one on this machine.
    static Store open(String path, StoreOptions options) {
        StoreOptions toRead = options.toBuilder().readOnly(true).build();
        toRead.check();
        return Opening.openDegraded(Seams.ofMachine(toRead), path, toRead);
    }

    Store open() {
        long began = seams.clock().nanoTime();
        Directory wal = opening.keep(folder(StoreDirectory.WAL));
        Replay replay = opening.newReplay();
        RecoveryDegraded recovered = RecoveryDegraded.run(
                opening.manifestConfig(directory), state -> opening.recovery(state, state.epoch(), wal), replay);
        recovered.findings().forEach(findings::add);
        ManifestState state = recovered.state();
        opening.onRead(state);
        EngineTime time = new EngineTime(seams.clock());
        time.raiseBehind(state.engineMillis());
        TableParts tables = null;
        LiveTables live = LiveTables.none();
        if (!state.neededTables().isEmpty()) {
            tables = opening.keep(opening.tablesIn(folder(StoreDirectory.TABLES), state, time));
            live = opening.keep(LiveTables.openDegraded(recovered.tables(), tables.store(), findings::add, lost::add));
        }
        Duration duration = Duration.ofNanos(seams.clock().nanoTime() - began);
        return new Store(new StoreParts(
                seams,
                options,
                directory,
                wal,
                null,
                null,
                time,
                live.with(recovered.memtables()),
                LogEnd.NONE,
                recovered.lastSequence(),
                null,
                null,
                null,
                tables,
                null,
                state.snapshotId(),
                new RecoveryReport(
                        false,
                        state.isCleanlyClosed(),
                        0,
                        recovered.groups(),
                        recovered.operations(),
                        0,
                        recovered.lastSequence(),
                        0,
                        0,
                        false,
                        duration),
                report(recovered)));
    }

    private OpenReport report(RecoveryDegraded recovered) {
        List<LiveTable> hidden = new ArrayList<>(recovered.state().tables());
        hidden.removeAll(recovered.tables());
        boolean isLogWhole = recovered.findings().isEmpty();
        return new OpenReport(
                findings.first(),
                places(lost),
                places(hidden),
                isLogWhole,
                isLogWhole ? recovered.lastSequence() : recovered.shownSequence());
    }

    private static List<TablePlace> places(List<LiveTable> tables) {
        List<TablePlace> places = new ArrayList<>();
        for (LiveTable table : tables) {
            TableSummary summary = table.summary();
            KeySpan keys = KeySpan.closed(
                    summary.smallest().toArray(), summary.largest().toArray());
            places.add(new TablePlace(summary.number(), table.level(), keys, summary.entries()));
        }
        return places;
    }

    private Directory folder(String name) {
        return StoreDirectory.openBelowDamaged(seams.disk(), directory, name, findings::add);
    }
}

package io.varve.recovery;

import io.varve.error.StoreException;
import io.varve.version.LiveTable;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestState;
import io.varve.wal.LogBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Recovers what can be shown of a damaged store, and changes nothing: of the log what stands before the first
/// damage, so that what is shown is what the store once was, but for tables that cannot be read.
///
/// @param state what the manifest says
/// @param tables of that, without those that were installed before an older memtable whose log is lost
/// @param memtables what was replayed, oldest first
/// @param lastSequence the highest that was given out, as far as is known
/// @param shownSequence the last operation that the log has shown; 0 when there was none
/// @param groups that were replayed
/// @param operations in them
/// @param findings what is wrong with the log
public record RecoveryDegraded(
        ManifestState state,
        List<LiveTable> tables,
        List<RecoveredMemTable> memtables,
        long lastSequence,
        long shownSequence,
        long groups,
        long operations,
        List<StoreException> findings) {
    private static final int ATTEMPTS = 16;

    /// Copies the lists.
    public RecoveryDegraded {
        tables = List.copyOf(tables);
        memtables = List.copyOf(memtables);
        findings = List.copyOf(findings);
    }

    /// Reads the manifest, and then the log; anew, when something looks damaged and a writer has gone on
    /// meanwhile.
    ///
    /// @param recovery what a recovery works with, when this is what the manifest says
    /// @throws io.varve.error.CorruptionException when the manifest is damaged
    public static RecoveryDegraded run(
            ManifestConfig config, Function<ManifestState, RecoveryConfig> recovery, Replay replay) {
        for (int attempt = 1; ; attempt++) {
            ManifestState state = Manifest.read(config).state();
            RecoveryDegraded recovered = read(state, recovery.apply(state), replay);
            boolean isSure = recovered.findings.isEmpty() || attempt == ATTEMPTS;
            if (isSure || Manifest.read(config).state().editNumber() == state.editNumber()) {
                return recovered;
            }
            replay.restart();
        }
    }

    /// What the manifest knows of the log, for who reads what is left of it.
    public static LogBounds bounds(ManifestState state) {
        try {
            return KnownLog.bounds(state);
        } catch (IllegalArgumentException nonsense) {
            // Cuts that contradict each other say nothing.
            return LogBounds.from(state.logFloor());
        }
    }

    private static RecoveryDegraded read(ManifestState state, RecoveryConfig config, Replay replay) {
        List<StoreException> findings = new ArrayList<>();
        KnownLog log = new KnownLog(config, state);
        KnownLog.Sequences shown = log.readPrefix(replay, findings::add);
        List<LiveTable> tables = new ArrayList<>();
        for (LiveTable table : state.tables()) {
            // Replayed memtables stand before all tables: those of a shorter log would hide what is newer.
            if (!KnownLog.isBeyond(table, shown.first(), shown.last())) {
                tables.add(table);
            }
        }
        return new RecoveryDegraded(
                state,
                tables,
                replay.memtables(state.rotationFloor(), state.segmentFloor()),
                Math.max(shown.last(), state.sequenceFloor() - 1),
                shown.last(),
                shown.groups(),
                shown.operations(),
                findings);
    }
}

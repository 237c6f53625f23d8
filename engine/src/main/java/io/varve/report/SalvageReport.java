package io.varve.report;

import java.time.Duration;
import java.util.List;

/// What was saved of a damaged store, and what was lost.
///
/// A key in a lost part may be missing, or have an older value than it had.
///
/// @param directory of the new store
/// @param hadManifest false when it was gone or damaged, and all files were used that look like those of the
///     store: then what was deleted or overwritten long ago may be back, from files that were about to be
///     removed, and what was never acknowledged may be there
/// @param entries keys with a value in the new store
/// @param bytes of its tables
/// @param tables that were read, at least in part
/// @param operations that were read from the log
/// @param lostTables that could not be read at all
/// @param lostBlocks parts of others
/// @param lostLog parts of the log
/// @param droppedNames named snapshots, which are not copied
/// @param findings why, the first [Findings#MOST] of it
/// @param duration of all of it
public record SalvageReport(
        String directory,
        boolean hadManifest,
        long entries,
        long bytes,
        int tables,
        long operations,
        List<TablePlace> lostTables,
        List<LostBlock> lostBlocks,
        List<LostLog> lostLog,
        List<String> droppedNames,
        List<Finding> findings,
        Duration duration) {
    /// Copies the lists.
    public SalvageReport {
        lostTables = List.copyOf(lostTables);
        lostBlocks = List.copyOf(lostBlocks);
        lostLog = List.copyOf(lostLog);
        droppedNames = List.copyOf(droppedNames);
        findings = List.copyOf(findings);
    }

    /// Whether the new store holds all that the old one held, as far as anybody can know.
    public boolean isComplete() {
        return hadManifest && lostTables.isEmpty() && lostBlocks.isEmpty() && lostLog.isEmpty();
    }
}

package io.varve.report;

import java.util.List;

/// What is missing in a store that was opened although it is damaged.
///
/// @param findings what is wrong with its files, the first [Findings#MOST] of it; blocks of tables are looked at
///     when they are first read, or by a verify
/// @param lostTables that cannot be read at all: whoever asks for a key that one may have is told so
/// @param hiddenTables that are not shown, because the log has lost operations that are older than theirs
/// @param isLogWhole false when the log is damaged: then what is shown is what the store was before the first
///     operation that is lost
/// @param shownSequence the last operation that the log has shown; 0 when it has shown none
public record OpenReport(
        List<Finding> findings,
        List<TablePlace> lostTables,
        List<TablePlace> hiddenTables,
        boolean isLogWhole,
        long shownSequence) {
    /// Copies the lists.
    public OpenReport {
        findings = List.copyOf(findings);
        lostTables = List.copyOf(lostTables);
        hiddenTables = List.copyOf(hiddenTables);
    }

    /// Nothing is wrong, as far as an open looks.
    ///
    /// @param lastSequence the last operation
    public static OpenReport whole(long lastSequence) {
        return new OpenReport(List.of(), List.of(), List.of(), true, lastSequence);
    }

    /// Whether nothing is wrong, as far as an open looks.
    public boolean isWhole() {
        return findings.isEmpty();
    }
}

package io.varve.report;

import java.time.Duration;
import java.util.List;

/// What a look at all files of a store has found.
///
/// @param findings what is wrong, the first [Findings#MOST] of it
/// @param findingCount how many there were
/// @param tables that were looked at, those of named snapshots included
/// @param blocks in them that are what was written
/// @param segments of the log that were read
/// @param operations in them
/// @param bytes of tables and log that were read
/// @param isDirect whether the page cache had no part in it, which alone shows what the device has
/// @param isComplete false when it was ended before its end
/// @param duration of all of it
public record VerifyReport(
        List<Finding> findings,
        long findingCount,
        int tables,
        long blocks,
        int segments,
        long operations,
        long bytes,
        boolean isDirect,
        boolean isComplete,
        Duration duration) {
    /// Copies the list.
    public VerifyReport {
        findings = List.copyOf(findings);
    }

    /// Whether everything was looked at, and nothing is wrong.
    public boolean isSound() {
        return isComplete && findingCount == 0;
    }
}

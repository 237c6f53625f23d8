package io.varve.recovery;

import io.varve.wal.LogEnd;
import io.varve.wal.LogReport;
import io.varve.wal.SegmentPreparer;

/// What to go on from: all that was found is durable, and the manifest says where it ended.
///
/// @param found what was read
/// @param end where the log ends now
/// @param segments with the first one of this opener ready; the caller's
public record Recovered(LogReport found, LogEnd end, SegmentPreparer segments) {}

package io.varve.inspect;

/// A file of the log, as it says itself. Which of its groups count, recovery decides.
///
/// @param number of the segment
/// @param isNeeded whether what it holds is not in tables yet, as the manifest knows
/// @param incarnation how many segments the file has been
/// @param epoch of the opener that made it
/// @param bytes of the file
/// @param usedBytes of it, from its beginning to the end of the last group
/// @param groups of writes
/// @param operations in them
/// @param firstSequence number of the first operation; 0 when there is none
/// @param lastSequence number of the last one; 0 when there is none
public record SegmentFacts(
        long number,
        boolean isNeeded,
        long incarnation,
        long epoch,
        long bytes,
        long usedBytes,
        long groups,
        long operations,
        long firstSequence,
        long lastSequence) {}

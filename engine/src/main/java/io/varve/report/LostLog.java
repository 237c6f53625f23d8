package io.varve.report;

/// A part of the log that cannot be read.
///
/// @param path of the segment
/// @param from offset where it begins
/// @param to offset of the next part that can be read; or where the segment ended, as far as is known; 0 when
///     all of it is lost
/// @param after the number of the last operation before it; 0 when there is none
/// @param before the number of the first operation behind it; 0 when there is none
public record LostLog(String path, long from, long to, long after, long before) {}

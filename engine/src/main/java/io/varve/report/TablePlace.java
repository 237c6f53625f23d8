package io.varve.report;

/// A table, and which keys it may have.
///
/// @param number of its file
/// @param level 0, or that of the sorted run that it is part of
/// @param keys from the smallest to the largest
/// @param entries in it
public record TablePlace(long number, int level, KeySpan keys, long entries) {}

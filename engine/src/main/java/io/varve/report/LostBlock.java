package io.varve.report;

/// A part of a table that cannot be read.
///
/// @param table number of the file
/// @param offset in it
/// @param keys that it may have had
/// @param entries that it had
public record LostBlock(long table, long offset, KeySpan keys, long entries) {}

package io.varve.sstable;

/// How much of a table was checked.
///
/// @param blocks that are what was written
/// @param bytes of the file
/// @param isDirect whether the page cache had no part in it
public record CheckedTable(long blocks, long bytes, boolean isDirect) {}

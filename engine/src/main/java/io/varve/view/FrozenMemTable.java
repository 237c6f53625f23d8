package io.varve.view;

import io.varve.memtable.MemTable;

/// A memtable that takes no more writes and is not in a durable table yet.
///
/// @param table itself
/// @param rotation its place among the level-0 sources: it grows by one with each memtable
/// @param firstSegment the first segment of the log that holds any of it
/// @param lastSequence of its entries; what is visible was at or above it when it was frozen
public record FrozenMemTable(MemTable table, long rotation, long firstSegment, long lastSequence)
        implements Level0Source {}

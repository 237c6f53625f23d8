package io.varve.recovery;

import io.varve.memtable.MemTable;

/// What a log was replayed into, and what must be known of it to flush it.
///
/// @param memtable the caller's
/// @param rotation its number among the sources of level 0: above that of every table, and of every older memtable
/// @param firstSegment the segment of the log in which its first operation stands; its last may be in the first
///     segment of the next memtable. For one without operations, the segment that is written next
/// @param lastSequence of its last operation; 0 when there is none
public record RecoveredMemTable(MemTable memtable, long rotation, long firstSegment, long lastSequence) {}

package io.varve;

/// A state of the store that [Store#flush(String)] gave a name, on disk until [Store#dropSnapshot].
///
/// @param name by which it is opened and dropped
/// @param id of the snapshot, as the ticket of the flush said
/// @param sequence number of the last operation in it
/// @param tables that it consists of
/// @param bytes of those; other snapshots, and the store as it is now, may share them
public record SavedSnapshot(String name, long id, long sequence, int tables, long bytes) {}

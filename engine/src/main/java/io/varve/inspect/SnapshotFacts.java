package io.varve.inspect;

import java.util.List;

/// A named snapshot.
///
/// @param name by which it is opened and dropped
/// @param id of the install that made it
/// @param sequence number of the last operation in it
/// @param tables numbers of those that it consists of
/// @param bytes of those
/// @param keptBytes of those that are no part of the store any more, and kept for snapshots only
public record SnapshotFacts(String name, long id, long sequence, List<Long> tables, long bytes, long keptBytes) {
    /// Copies the list.
    public SnapshotFacts {
        tables = List.copyOf(tables);
    }
}

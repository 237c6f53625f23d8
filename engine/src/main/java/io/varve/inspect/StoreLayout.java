package io.varve.inspect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What lies in the directory of a store, at one moment. Beside a store that is open, its parts may be of moments
/// that follow each other.
///
/// @param directory that was looked at
/// @param store what the manifest says; null when it cannot be read, and then only `files` and `problems` say
///     anything
/// @param tables of the store as it is now: level 0 first, its newest first; then level after level, in the order
///     of keys
/// @param log its files, oldest first
/// @param snapshots that have a name
/// @param files all of them, with those that are not of the store
/// @param problems what could not be read or is not there, one sentence each; `verify` looks closer
public record StoreLayout(
        String directory,
        @Nullable StoreFacts store,
        List<TableFacts> tables,
        List<SegmentFacts> log,
        List<SnapshotFacts> snapshots,
        List<FileFacts> files,
        List<String> problems) {
    /// Copies the lists.
    public StoreLayout {
        tables = List.copyOf(tables);
        log = List.copyOf(log);
        snapshots = List.copyOf(snapshots);
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }
}

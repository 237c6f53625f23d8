package io.varve.view;

import io.varve.memtable.MemTable;
import java.util.ArrayList;
import java.util.List;

/// Everything there is to read, at one moment: immutable, replaced as a whole.
///
/// @param active the memtable that takes the writes
/// @param frozen those before it, newest first
public record View(MemTable active, List<MemTable> frozen) {
    /// The view with a fresh memtable in front of what was the active one.
    View rotated(MemTable fresh) {
        List<MemTable> older = new ArrayList<>(frozen.size() + 1);
        older.add(active);
        older.addAll(frozen);
        return new View(fresh, List.copyOf(older));
    }
}

package io.varve.compaction;

import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.List;

/// Tables without a key in common, of one age.
///
/// @param level 0 for the tables of one flush
/// @param number among those of its level: a higher one is newer
/// @param tables ascending
public record SortedRun(int level, long number, List<TableSummary> tables) {
    /// Copies the list.
    public SortedRun {
        tables = List.copyOf(tables);
    }

    /// Bytes of all its tables.
    public long bytes() {
        return bytes(tables);
    }

    /// Its tables that may have a key of a range, both ends included.
    public List<TableSummary> overlapping(KeyBytes smallest, KeyBytes largest) {
        List<TableSummary> found = new ArrayList<>();
        for (TableSummary table : tables) {
            if (overlaps(table, smallest, largest)) {
                found.add(table);
            }
        }
        return found;
    }

    static boolean overlaps(TableSummary table, KeyBytes smallest, KeyBytes largest) {
        return table.smallest().compareTo(largest) <= 0 && table.largest().compareTo(smallest) >= 0;
    }

    static long bytes(List<TableSummary> tables) {
        long bytes = 0;
        for (TableSummary table : tables) {
            bytes += table.bytes();
        }
        return bytes;
    }

    static KeyBytes smallest(List<TableSummary> tables) {
        KeyBytes smallest = tables.getFirst().smallest();
        for (TableSummary table : tables) {
            smallest = table.smallest().compareTo(smallest) < 0 ? table.smallest() : smallest;
        }
        return smallest;
    }

    static KeyBytes largest(List<TableSummary> tables) {
        KeyBytes largest = tables.getFirst().largest();
        for (TableSummary table : tables) {
            largest = table.largest().compareTo(largest) > 0 ? table.largest() : largest;
        }
        return largest;
    }
}

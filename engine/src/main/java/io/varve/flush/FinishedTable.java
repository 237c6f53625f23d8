package io.varve.flush;

import io.varve.format.TableSummary;
import io.varve.sstable.Table;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableStore;

/// The last step of making a table.
final class FinishedTable {
    private FinishedTable() {}

    /// Ends a table and opens it; a file that cannot be opened is removed, as nobody will ever ask for it.
    static Table open(TableStore store, TableBuilder builder) {
        TableSummary summary = builder.finish();
        boolean isOpen = false;
        try {
            Table table = store.open(summary);
            isOpen = true;
            return table;
        } finally {
            if (!isOpen) {
                store.remove(summary.number());
            }
        }
    }
}

package io.varve.flush;

import io.varve.sstable.Table;
import io.varve.sstable.TableStore;
import java.util.List;

/// Finished tables, open to be read.
///
/// @param tables the smallest keys first
record BuiltTables(TableStore store, List<Table> tables) implements Built {
    BuiltTables {
        tables = List.copyOf(tables);
    }

    @Override
    public long bytes() {
        long bytes = 0;
        for (Table table : tables) {
            bytes += table.summary().bytes();
        }
        return bytes;
    }

    @Override
    public int count() {
        return tables.size();
    }

    @Override
    public void leave() {
        tables.forEach(Table::close);
    }

    @Override
    public void discard() {
        for (Table table : tables) {
            long number = table.summary().number();
            table.close();
            store.remove(number);
        }
    }
}

package io.varve.view;

import io.varve.nativeio.Region;
import io.varve.sstable.Table;

/// A table in the place of the memtable that it was made of.
public final class Level0Table implements Level0Source {
    private final Table table;
    private final long rotation;
    private final KeyRange range;

    /// @param rotation of the memtable
    public Level0Table(Table table, long rotation) {
        this.table = table;
        this.rotation = rotation;
        this.range = new KeyRange(table.summary());
    }

    /// The table.
    public Table table() {
        return table;
    }

    @Override
    public long rotation() {
        return rotation;
    }

    /// Whether a key is between its smallest and its largest.
    ///
    /// @param prefix of the key, as `memory.Keys` makes it
    public boolean covers(long prefix, Region key, long offset, int length) {
        return range.contains(prefix, key, offset, length);
    }

    @Override
    public String toString() {
        return "table " + table.summary().number() + " of rotation " + rotation;
    }
}

package io.varve.view;

import io.varve.nativeio.Region;
import io.varve.sstable.Table;
import java.util.function.BiPredicate;

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

    /// Whether all its keys are above this one.
    public boolean isAbove(long prefix, Region key, long offset, int length) {
        return range.isBelow(prefix, key, offset, length);
    }

    /// Whether all its keys are below this one.
    public boolean isBelow(long prefix, Region key, long offset, int length) {
        return range.isAbove(prefix, key, offset, length);
    }

    /// The first bytes of its smallest key.
    public long smallestPrefix() {
        return range.smallestPrefix();
    }

    /// The first bytes of its largest key.
    public long largestPrefix() {
        return range.largestPrefix();
    }

    /// Whether a range of keys, asked about the smallest and the largest key here, says yes.
    public boolean isWithin(BiPredicate<byte[], byte[]> range) {
        return range.test(
                table.summary().smallest().toArray(), table.summary().largest().toArray());
    }

    @Override
    public String toString() {
        return "table " + table.summary().number() + " of rotation " + rotation;
    }
}

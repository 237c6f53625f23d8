package io.varve.view;

import io.varve.nativeio.Region;
import io.varve.sstable.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Tables of one level below 0 that have no key in common: together one sorted sequence. Of the runs of a level the one
/// with the higher number is newer.
public final class Run {
    /// What stands for no table.
    public static final int NONE = -1;

    private final int level;
    private final long number;
    private final List<Table> tables;
    private final Table[] ascending;
    private final KeyRange[] ranges;

    /// @param level at least 1
    /// @param number among the runs of its level
    /// @param tables in any order
    public Run(int level, long number, List<Table> tables) {
        List<Table> sorted = new ArrayList<>(tables);
        sorted.sort(Comparator.comparing(table -> table.summary().smallest()));
        this.level = level;
        this.number = number;
        this.tables = List.copyOf(sorted);
        this.ascending = sorted.toArray(new Table[0]);
        this.ranges = new KeyRange[ascending.length];
        for (int i = 0; i < ascending.length; i++) {
            ranges[i] = new KeyRange(ascending[i].summary());
            if (i > 0
                    && ascending[i - 1]
                                    .summary()
                                    .largest()
                                    .compareTo(ascending[i].summary().smallest())
                            >= 0) {
                throw new IllegalArgumentException(
                        "tables " + ascending[i - 1].summary().number() + " and "
                                + ascending[i].summary().number() + " of level " + level + " have keys in common");
            }
        }
    }

    /// Its level, at least 1.
    public int level() {
        return level;
    }

    /// Its number among the runs of its level: a higher one is newer.
    public long number() {
        return number;
    }

    /// The tables, in the order of their keys.
    public List<Table> tables() {
        return tables;
    }

    /// How many tables there are.
    public int count() {
        return ascending.length;
    }

    /// One of them, by its place in the order of keys.
    public Table table(int index) {
        return ascending[index];
    }

    /// The table that a key would be in; [#NONE] when it lies between two, or beyond all.
    ///
    /// @param prefix of the key, as `memory.Keys` makes it
    public int indexOf(long prefix, Region key, long offset, int length) {
        int index = indexAtOrAbove(prefix, key, offset, length);
        return index < ascending.length && !ranges[index].isBelow(prefix, key, offset, length) ? index : NONE;
    }

    /// The first table whose largest key is not below this one; [#count] when all are.
    public int indexAtOrAbove(long prefix, Region key, long offset, int length) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ranges[middle].isAbove(prefix, key, offset, length)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    boolean uses(Object table) {
        for (Table one : ascending) {
            if (one == table) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "run " + number + " of level " + level + ", " + ascending.length + " tables";
    }
}

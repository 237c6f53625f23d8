package io.varve.version;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The one order of a list of tables: level 0 first, its newest rotation first; then level after level, of each the
/// newest run first; each in the order of keys.
///
/// Two tables of one rotation, or of one run, share no key.
final class TableOrder {
    private static final Comparator<LiveTable> ORDER = Comparator.comparingInt(LiveTable::level)
            .thenComparing(Comparator.comparingLong(LiveTable::rotation).reversed())
            .thenComparing(table -> table.summary().smallest());

    private TableOrder() {}

    static List<LiveTable> sorted(Collection<LiveTable> tables) {
        List<LiveTable> sorted = new ArrayList<>(tables);
        sorted.sort(ORDER);
        return sorted;
    }

    /// Throws `IllegalArgumentException` unless the list is in order, without a table that is there twice or overlaps
    /// one that it must not.
    static void require(List<LiveTable> tables) {
        Set<Long> numbers = new HashSet<>();
        LiveTable last = null;
        for (LiveTable table : tables) {
            require(numbers.add(table.number()), "a table that is there twice", table);
            if (last != null) {
                require(ORDER.compare(last, table) <= 0, "a table out of order", table);
                boolean isOfOneRun = last.level() == table.level() && last.rotation() == table.rotation();
                boolean isBehind =
                        last.summary().largest().compareTo(table.summary().smallest()) < 0;
                require(!isOfOneRun || isBehind, "a table that overlaps table " + last.number(), table);
            }
            last = table;
        }
    }

    private static void require(boolean isRight, String what, LiveTable table) {
        if (!isRight) {
            throw new IllegalArgumentException(what + ": " + table.number());
        }
    }
}

package io.varve.recovery;

import io.varve.version.LiveTable;
import io.varve.version.ManifestState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the operations of some lives were, and what the files of tables would hold.
final class FlushedOracle {
    /// One operation. Sequence numbers that were lost are given out again, so each has a number of its own.
    record Op(long sequence, String key, long id) {}

    /// All operations in order, those that a recovery has not found left out.
    final List<Op> tried = new ArrayList<>();

    /// What each table holds, by the number of its file.
    final Map<Long, List<Op>> tables = new HashMap<>();

    /// How many of `tried` were acknowledged as durable.
    int durable;

    private long ids;

    Op next(long sequence, String key) {
        return new Op(sequence, key, ++ids);
    }

    /// Holds what an open found against what it must find: a prefix with all that is durable, in memtables and tables,
    /// each of them hiding no newer one.
    ///
    /// @param mustBeFound how many operations may not be missing
    /// @return how many were found
    int check(ManifestState state, List<Found> memtables, long lastSequence, int mustBeFound) {
        Map<Long, Op> all = new TreeMap<>();
        List<Found> sources = new ArrayList<>(memtables);
        for (LiveTable table : state.tables()) {
            List<Op> content = tables.get(table.number());
            if (content == null) {
                throw new AssertionError("table " + table.number() + " was never built");
            }
            sources.add(new Found(table.rotation(), content));
        }
        for (Found source : sources) {
            for (Op op : source.content()) {
                Op same = all.putIfAbsent(op.sequence(), op);
                if (same != null && !same.equals(op)) {
                    throw new AssertionError(same + " and " + op);
                }
            }
        }
        List<Op> found = new ArrayList<>(all.values());
        int count = found.size();
        if (count < mustBeFound || count > tried.size() || !found.equals(tried.subList(0, count))) {
            throw new AssertionError("found " + found + ", which is no prefix of " + tried + " with at least "
                    + mustBeFound + "; in " + sources);
        }
        if (count > 0 && lastSequence < found.getLast().sequence()) {
            throw new AssertionError("last sequence " + lastSequence + ", where there is " + found.getLast());
        }
        requireNewestFirst(found, sources);
        return count;
    }

    /// What a source of reads holds.
    ///
    /// @param rotation 0 for a sorted run
    record Found(long rotation, List<Op> content) {}

    private static void requireNewestFirst(List<Op> found, List<Found> sources) {
        Map<String, Op> newest = new HashMap<>();
        found.forEach(op -> newest.put(op.key(), op));
        List<Found> order = new ArrayList<>(sources);
        order.sort((a, b) -> Long.compare(b.rotation(), a.rotation()));
        Map<String, Op> first = new HashMap<>();
        for (Found source : order) {
            Map<String, Op> ofSource = new HashMap<>();
            source.content().forEach(op -> ofSource.put(op.key(), op));
            ofSource.forEach(first::putIfAbsent);
        }
        if (!first.equals(newest)) {
            throw new AssertionError("readers find " + first + ", where the newest are " + newest + "; in " + order);
        }
    }
}

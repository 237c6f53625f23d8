package io.varve.flush;

import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.memory.HeapKey;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Where keys may have versions that are older than what is merged, in tables that take no part: a tombstone is needed
/// there (I-18).
///
/// **Owner:** one thread, which asks with ascending keys.
final class OlderKeys {
    private final HeapKey[] smallest;
    private final HeapKey[] largest;
    private int at;

    OlderKeys(List<TableSummary> older) {
        List<TableSummary> sorted = new ArrayList<>(older);
        sorted.sort(Comparator.comparing(TableSummary::smallest));
        List<KeyBytes> from = new ArrayList<>();
        List<KeyBytes> to = new ArrayList<>();
        for (TableSummary table : sorted) {
            if (!to.isEmpty() && table.smallest().compareTo(to.getLast()) <= 0) {
                to.add(max(to.removeLast(), table.largest()));
            } else {
                from.add(table.smallest());
                to.add(table.largest());
            }
        }
        this.smallest = keys(from);
        this.largest = keys(to);
    }

    /// Whether a key may be there. Not below the one that was asked about before.
    boolean mayHave(Region key, long offset, int length) {
        long prefix = Keys.prefix(key, offset, length);
        while (at < largest.length && largest[at].compareTo(prefix, key, offset, length) > 0) {
            at++;
        }
        return at < smallest.length && smallest[at].compareTo(prefix, key, offset, length) >= 0;
    }

    private static KeyBytes max(KeyBytes a, KeyBytes b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static HeapKey[] keys(List<KeyBytes> keys) {
        HeapKey[] copies = new HeapKey[keys.size()];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = new HeapKey(keys.get(i).toArray());
        }
        return copies;
    }
}

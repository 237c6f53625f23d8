package io.varve.collection;

import io.varve.Range;
import io.varve.Snapshot;
import io.varve.StoreCursor;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;

/// Goes through a range of a snapshot, some entries at a time, each with a cursor of its own: so nothing is left
/// open by who stops on the way.
final class MapWalk implements Iterator<Map.Entry<byte[], byte[]>> {
    private static final int TOGETHER = 64;
    private static final int MOST_BYTES = 64 << 10;

    private final Snapshot snapshot;
    private final Queue<Map.Entry<byte[], byte[]>> entries = new ArrayDeque<>();

    /// What was not looked at yet.
    private Range rest;

    private boolean isRestEmpty;

    MapWalk(Snapshot snapshot, Range range) {
        this.snapshot = snapshot;
        this.rest = range;
    }

    @Override
    public boolean hasNext() {
        if (entries.isEmpty() && !isRestEmpty) {
            takeSome();
        }
        return !entries.isEmpty();
    }

    @Override
    public Map.Entry<byte[], byte[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return entries.remove();
    }

    private void takeSome() {
        try (StoreCursor cursor = snapshot.cursor(rest)) {
            boolean isThere = cursor.first();
            byte[] last = {};
            for (int bytes = 0; isThere && entries.size() < TOGETHER && bytes < MOST_BYTES; isThere = cursor.next()) {
                last = cursor.key();
                byte[] value = rest.isKeysOnly() ? new byte[0] : cursor.value();
                entries.add(Map.entry(last, value));
                bytes += last.length + value.length;
            }
            isRestEmpty = !isThere;
            rest = rest.isReversed() ? rest.toBefore(last) : rest.fromAfter(last);
        }
    }
}

package io.varve.cursor;

import io.varve.memory.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several walks as one: keys ascending, of one key the newest version first, whichever walk it comes from (I-5).
///
/// A binary heap; the entry that was given out last is left only when the next one is asked for, so that its bytes
/// can be read until then.
///
/// **Owner:** one thread.
public final class EntryMerge {
    private final Entries[] heap;
    private int size;
    private boolean isFirstGiven;

    /// Moves each of the walks to its first entry.
    public EntryMerge(List<? extends Entries> walks) {
        heap = new Entries[walks.size()];
        for (Entries walk : walks) {
            if (walk.next()) {
                heap[size++] = walk;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /// The walk that stands on the next entry; null when there is none.
    public @Nullable Entries next() {
        if (isFirstGiven) {
            if (!heap[0].next()) {
                heap[0] = heap[--size];
            }
            sink(0);
        }
        isFirstGiven = size > 0;
        return isFirstGiven ? heap[0] : null;
    }

    private void sink(int start) {
        int at = start;
        while (true) {
            int least = at;
            for (int child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
                least = isBefore(heap[child], heap[least]) ? child : least;
            }
            if (least == at) {
                return;
            }
            Entries moved = heap[at];
            heap[at] = heap[least];
            heap[least] = moved;
            at = least;
        }
    }

    private static boolean isBefore(Entries a, Entries b) {
        int order = Keys.compare(a.region(), a.keyOffset(), a.keyLength(), b.region(), b.keyOffset(), b.keyLength());
        return order < 0 || (order == 0 && a.sequence() > b.sequence());
    }
}

package io.varve.cursor;

import io.varve.memory.Keys;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Several walks as one: keys ascending, of one key the newest version first, whichever walk it comes from (I-5).
///
/// A binary heap, with the first bytes of each key beside it, which mostly decide. The entry that was given out last is
/// left only when the next one is asked for, so that its bytes can be read until then.
///
/// **Owner:** one thread.
public final class EntryMerge {
    private final Entries[] heap;

    /// [Keys#prefix] of the keys that the walks of the heap stand on.
    private final long[] prefixes;

    private int size;
    private boolean isFirstGiven;

    /// Moves each of the walks to its first entry.
    public EntryMerge(List<? extends Entries> walks) {
        heap = new Entries[walks.size()];
        prefixes = new long[walks.size()];
        for (Entries walk : walks) {
            if (walk.next()) {
                prefixes[size] = prefix(walk);
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
            if (heap[0].next()) {
                prefixes[0] = prefix(heap[0]);
            } else {
                heap[0] = heap[--size];
                prefixes[0] = prefixes[size];
            }
            sink(0);
        }
        isFirstGiven = size > 0;
        return isFirstGiven ? heap[0] : null;
    }

    private void sink(int start) {
        Entries moved = heap[start];
        long prefix = prefixes[start];
        int at = start;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(heap[child + 1], prefixes[child + 1], heap[child], prefixes[child])) {
                child++;
            }
            if (!isBefore(heap[child], prefixes[child], moved, prefix)) {
                break;
            }
            heap[at] = heap[child];
            prefixes[at] = prefixes[child];
            at = child;
        }
        heap[at] = moved;
        prefixes[at] = prefix;
    }

    private static long prefix(Entries walk) {
        return Keys.prefix(walk.region(), walk.keyOffset(), walk.keyLength());
    }

    private static boolean isBefore(Entries a, long prefixOfA, Entries b, long prefixOfB) {
        if (prefixOfA != prefixOfB) {
            return Long.compareUnsigned(prefixOfA, prefixOfB) < 0;
        }
        int order = Keys.compare(a.region(), a.keyOffset(), a.keyLength(), b.region(), b.keyOffset(), b.keyLength());
        return order < 0 || (order == 0 && a.sequence() > b.sequence());
    }
}

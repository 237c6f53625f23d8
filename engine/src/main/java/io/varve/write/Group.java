package io.varve.write;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The writes that share one frame of the log and at most one sync.
///
/// **Owner:** the writer thread. Filled and emptied again and again; allocates nothing.
final class Group {
    private final long[] sequences;
    private final @Nullable Ending[] endings;
    private int size;
    private int firstSync;
    private long bytes;
    private int operations;
    private int operationsBeforeSync;

    Group(int capacity) {
        this.sequences = new long[capacity];
        this.endings = new @Nullable Ending[capacity];
        clear();
    }

    void clear() {
        Arrays.fill(endings, 0, size, null);
        size = 0;
        firstSync = -1;
        bytes = 0;
        operations = 0;
        operationsBeforeSync = 0;
    }

    /// Adds a write that the writer has taken.
    void add(long sequence, Slot slot) {
        if (slot.isSync() && firstSync < 0) {
            firstSync = size;
            operationsBeforeSync = operations;
        }
        sequences[size] = sequence;
        endings[size] = slot.takeEnding();
        size++;
        bytes += slot.length();
        operations += slot.operations();
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size == sequences.length;
    }

    boolean needsSync() {
        return firstSync >= 0;
    }

    /// Members before the first that asked for a sync: they need not wait for it (D-5).
    int membersBeforeSync() {
        return firstSync < 0 ? size : firstSync;
    }

    int operationsBeforeSync() {
        return firstSync < 0 ? operations : operationsBeforeSync;
    }

    int size() {
        return size;
    }

    /// The place in the ring of a member.
    long sequence(int member) {
        return sequences[member];
    }

    long bytes() {
        return bytes;
    }

    int operations() {
        return operations;
    }

    /// Tells members from `first` up to `end`, exclusive, how their write ended.
    void complete(int first, int end, int outcome) {
        for (int i = first; i < end; i++) {
            Ending ending = endings[i];
            if (ending != null) {
                endings[i] = null;
                ending.end(sequences[i], outcome);
            }
        }
    }
}

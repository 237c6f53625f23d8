package io.varve.view;

import io.varve.nativeio.Scheduler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/// Counts the calls that are inside, so that what they use is not taken from under them (D-22).
///
/// Entering is one compare-and-set on a cache line that is nearly always one's own: a fixed array of
/// slots, searched from a place that the thread's number gives. When those near it are taken, calls are counted
/// together. No thread-local, no allocation.
///
/// **Promises:** after [#close], no call enters; when [#awaitEmpty] has returned true, none is inside.
public final class Calls {
    private static final int SLOTS = 128;

    /// Slots that are looked at: with more callers than slots, to look at all would take longer than to count.
    private static final int PROBES = 8;

    private static final int OVERFLOW = -1;
    private static final int REFUSED = -2;
    private static final int INTS_PER_LINE = 16;

    private final AtomicIntegerArray taken = new AtomicIntegerArray((SLOTS + 1) * INTS_PER_LINE);
    private final AtomicInteger overflow = new AtomicInteger();
    private final Scheduler scheduler;
    private volatile boolean isClosed;
    private volatile @Nullable Object closer;

    /// Nobody is inside.
    public Calls(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Enters a call.
    ///
    /// @return a ticket for [#exit]; one that is not [#isInside] when the store is closing
    public int enter() {
        int ticket = take();
        // The take above and this load are in order for everybody: either close() sees us inside, or we
        // see it closing.
        if (isClosed) {
            exit(ticket);
            return REFUSED;
        }
        return ticket;
    }

    /// Whether a ticket lets its holder in.
    public static boolean isInside(int ticket) {
        return ticket != REFUSED;
    }

    /// Which of [#scratchCount] scratch places belongs to a ticket; below 0 when none does.
    public static int scratchIndex(int ticket) {
        return ticket;
    }

    /// How many scratch places there are.
    public static int scratchCount() {
        return SLOTS;
    }

    /// Leaves a call.
    public void exit(int ticket) {
        if (ticket == OVERFLOW) {
            overflow.decrementAndGet();
        } else {
            taken.set((ticket + 1) * INTS_PER_LINE, 0);
        }
        if (isClosed) {
            wakeCloser();
        }
    }

    /// Lets nobody in from now on.
    public void close() {
        isClosed = true;
    }

    /// Waits until everybody has left.
    public boolean awaitEmpty(long deadlineNanos) {
        closer = scheduler.self();
        return scheduler.await(this::isEmpty, deadlineNanos);
    }

    /// Whether nobody is inside.
    public boolean isEmpty() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (taken.get((slot + 1) * INTS_PER_LINE) != 0) {
                return false;
            }
        }
        return overflow.get() == 0;
    }

    private int take() {
        int first = (int) Thread.currentThread().threadId() & (SLOTS - 1);
        for (int i = 0; i < PROBES; i++) {
            int slot = (first + i) & (SLOTS - 1);
            int index = (slot + 1) * INTS_PER_LINE;
            if (taken.get(index) == 0 && taken.compareAndSet(index, 0, 1)) {
                return slot;
            }
        }
        overflow.incrementAndGet();
        return OVERFLOW;
    }

    private void wakeCloser() {
        Object waiting = closer;
        if (waiting != null) {
            scheduler.unpark(waiting);
        }
    }
}

package io.varve.view;

import io.varve.nativeio.Scheduler;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Who is inside a call, and from which generation of the view on each may be reading: so nothing is taken from
/// under them (D-22).
///
/// Entering is one compare-and-set on a cache line that is nearly always one's own: a fixed array of
/// slots, searched from a place that the thread's number gives. When those near it are taken, calls are counted
/// together. No thread-local, no allocation.
///
/// A call that reads takes a *pin*: the slot keeps the generation that was current before it was taken. One that
/// only writes is inside and pins nothing: it may be waiting for the very memory that a pin would keep.
///
/// **Protocol.** Reader: load the generation, take the slot by compare-and-set, *then* load the view and use it,
/// release the slot. Who frees: replace the view, full fence, look at the slots. What is absent from generation g
/// on may be freed when no slot with a generation below g is seen, because of any reader
///
/// - whose taking the look has missed, the load of the view came after that look, and so after the replacement:
///   it does not reach what is to be freed;
/// - whose release the look has seen, all use came before;
/// - who is seen with a generation of g or more, that generation was current before it loaded its view, which is
///   that one or a later one. A generation below g may have been overtaken too: that only keeps things longer.
///
/// **Calls of a held view**, such as the steps of a cursor, are protected by the [Hold] and pin nothing more, or a
/// scan that never ends would keep all that is retired meanwhile. Their slot keeps the negated generation, for the case
/// that somebody ends the hold while they are inside: who frees looks at the holds and then, once more, at the slots.
/// Who is not seen there, and comes later, finds the hold over.
///
/// **Callers beyond the slots** are counted, in one of two counters; which one the bit of [#turn] says. That a
/// counter was 0 at one moment says of all who count there that none holds a view older than the one of
/// that moment, for the same reasons. A single counter might never be 0 while callers come and go; so whenever the
/// one that nobody is sent to has been seen at 0, the two change places, and the other one drains. Who was sent
/// to one before the change and counts after it is late, not wrong: its view is loaded after it counted.
///
/// **Promises:** after [#close], no call enters; when [#awaitEmpty] has returned true, none is inside.
public final class Calls {
    private static final int SLOTS = 128;

    /// Slots that are looked at: with more callers than slots, to look at all would take longer than to count.
    private static final int PROBES = 8;

    private static final int REFUSED = -1;
    private static final int COUNTED = -2;
    private static final int COUNTED_HELD = -3;
    private static final int COUNTED_PIN = -4;
    private static final long FREE = 0;
    private static final long PINS_NOTHING = Long.MAX_VALUE;
    private static final int LONGS_PER_LINE = 8;
    private static final int INTS_PER_LINE = 16;

    private final AtomicLongArray slots = new AtomicLongArray((SLOTS + 1) * LONGS_PER_LINE);
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicInteger countedHeld = new AtomicInteger();

    /// The two counters of pins that found no slot.
    private final AtomicIntegerArray countedPins = new AtomicIntegerArray(4 * INTS_PER_LINE);

    /// For each of the counters, the generation that was current before it was last seen at 0.
    private final long[] drained = new long[2];

    /// Its last bit says which counter is used.
    private volatile int turn;

    private final Scheduler scheduler;
    private final CurrentView view;
    private volatile boolean isClosed;
    private volatile @Nullable Object closer;

    /// Nobody is inside.
    ///
    /// @param view that pins are about
    public Calls(Scheduler scheduler, CurrentView view) {
        this.scheduler = scheduler;
        this.view = view;
    }

    /// Enters a call that uses nothing of any view.
    ///
    /// @return a ticket for [#exit]; one that is not [#isInside] when the store is closing
    public int enter() {
        int ticket = takeSlot(PINS_NOTHING, PROBES);
        if (ticket == COUNTED) {
            counted.incrementAndGet();
        }
        return admitted(ticket);
    }

    /// Enters a call that uses what a hold keeps. Whether the hold is over is to be asked after that.
    ///
    /// @return a ticket for [#exit]; one that is not [#isInside] when the store is closing
    public int enter(Hold hold) {
        int ticket = takeSlot(-hold.view().generation(), SLOTS);
        if (ticket == COUNTED) {
            countedHeld.incrementAndGet();
            ticket = COUNTED_HELD;
        }
        return admitted(ticket);
    }

    /// Enters a call that reads: a view that is loaded from now on, and all it refers to, stays until [#exit].
    ///
    /// @return a ticket for [#exit]; one that is not [#isInside] when the store is closing
    public int pin() {
        int ticket = takeSlot(view.acquire().generation(), PROBES);
        return admitted(ticket == COUNTED ? countPin() : ticket);
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
        if (ticket >= 0) {
            slots.set(place(ticket), FREE);
        } else if (ticket == COUNTED) {
            counted.decrementAndGet();
        } else if (ticket == COUNTED_HELD) {
            countedHeld.decrementAndGet();
        } else {
            countedPins.decrementAndGet(counter(COUNTED_PIN - ticket));
        }
        if (isClosed) {
            wakeCloser();
        }
    }

    /// Lets nobody in from now on.
    public void close() {
        isClosed = true;
    }

    /// Whether nobody is let in any more.
    public boolean isClosed() {
        return isClosed;
    }

    /// Waits until everybody has left.
    public boolean awaitEmpty(long deadlineNanos) {
        closer = scheduler.self();
        return scheduler.await(this::isEmpty, deadlineNanos);
    }

    /// Whether nobody is inside.
    public boolean isEmpty() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (slots.get(place(slot)) != FREE) {
                return false;
            }
        }
        return counted.get() == 0
                && countedHeld.get() == 0
                && countedPins.get(counter(0)) == 0
                && countedPins.get(counter(1)) == 0;
    }

    /// The oldest generation that a call may be reading, or the current one: what is absent from it on, no call
    /// uses or will use. One thread at a time.
    long oldestPin() {
        long current = view.acquire().generation();
        VarHandle.fullFence();
        long oldest = Math.min(current, oldestCountedPin(current));
        for (int slot = 0; slot < SLOTS; slot++) {
            long generation = slots.get(place(slot));
            if (generation > FREE && generation < oldest) {
                oldest = generation;
            }
        }
        return oldest;
    }

    /// Whether calls of held views use none but these, as their holds were looked at before.
    boolean useOnly(List<View> held) {
        VarHandle.fullFence();
        for (int slot = 0; slot < SLOTS; slot++) {
            long generation = slots.get(place(slot));
            if (generation < FREE && !contains(held, -generation)) {
                return false;
            }
        }
        return countedHeld.get() == 0;
    }

    private static boolean contains(List<View> views, long generation) {
        for (View one : views) {
            if (one.generation() == generation) {
                return true;
            }
        }
        return false;
    }

    private long oldestCountedPin(long current) {
        int unused = ~turn & 1;
        for (int i = 0; i < drained.length; i++) {
            if (countedPins.get(counter(i)) == 0) {
                drained[i] = current;
                turn = i == unused ? unused : turn;
            }
        }
        return Math.min(drained[0], drained[1]);
    }

    /// @return the slot, or [#COUNTED] when those that were looked at are taken
    private int takeSlot(long generation, int probes) {
        int first = (int) Thread.currentThread().threadId() & (SLOTS - 1);
        for (int i = 0; i < probes; i++) {
            int slot = (first + i) & (SLOTS - 1);
            int place = place(slot);
            if (slots.get(place) == FREE && slots.compareAndSet(place, FREE, generation)) {
                return slot;
            }
        }
        return COUNTED;
    }

    private int countPin() {
        int which = turn & 1;
        countedPins.incrementAndGet(counter(which));
        return COUNTED_PIN - which;
    }

    /// The taking and this load are in order for everybody: either close() sees us inside, or we see it closing.
    private int admitted(int ticket) {
        if (isClosed) {
            exit(ticket);
            return REFUSED;
        }
        return ticket;
    }

    private void wakeCloser() {
        Object waiting = closer;
        if (waiting != null) {
            scheduler.unpark(waiting);
        }
    }

    private static int place(int slot) {
        return (slot + 1) * LONGS_PER_LINE;
    }

    private static int counter(int which) {
        return (which + 1) * INTS_PER_LINE;
    }
}

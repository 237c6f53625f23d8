package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Slows writes down while merges are behind, in front of the ring: the writer, and what is on its way, never waits
/// for it.
///
/// Bytes are let in one after the other, at a [Pace]: who comes takes the next place in the line, and waits until the
/// pace has come so far. A write pays for those before it; its own bytes are paid by those behind. While writes are
/// held the line stands still.
///
/// **Owner:** one thread at a time [sets][#set] the pace; any thread passes.
///
/// **Promises:** nobody waits past its deadline, and nobody at all whose deadline would come first, or
/// who does not wait (I-91). The door says that there is something to pay, so that who passes otherwise
/// pays nothing (I-90).
public final class Brake {
    private static final long NOT_IN_LINE = -1;
    private static final double NANOS_PER_SECOND = 1e9;

    /// What was not used of the pace for so long may be made up for: a thread that sleeps wakes later than it wants to,
    /// by 50 to 100 microseconds.
    private static final long SLACK_NANOS = 1_000_000;

    private final Door door;
    private final Scheduler scheduler;
    private final Clock clock;
    private final BrakeTally tally;
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();

    /// Made once: where it is needed there may be no memory for it.
    private final Consumer<Object> unpark;

    /// Where the line ends, in bytes.
    private final AtomicLong taken = new AtomicLong();

    private volatile Stretch stretch = new Stretch(Pace.FREE, 0, 0);
    private volatile @Nullable Relief relief;

    /// A pace, and how far the line had come when it began.
    private record Stretch(Pace pace, long beganNanos, long reached) {
        long reachedAt(long nanos) {
            return reached + (long) (pace.bytesPerSecond() * ((nanos - beganNanos) / NANOS_PER_SECOND));
        }

        /// When it comes to a place; never, while writes are held.
        long dueNanos(long place) {
            if (pace.isHeld()) {
                return Scheduler.NEVER;
            }
            double seconds = Math.max(0, place - reached) / (double) pace.bytesPerSecond();
            return beganNanos + (long) Math.ceil(seconds * NANOS_PER_SECOND);
        }

        /// A place for who comes now.
        long placeFor(long end, long nanos) {
            return Math.max(end, reachedAt(Math.max(beganNanos, nanos - SLACK_NANOS)));
        }
    }

    Brake(Door door, Scheduler scheduler, Clock clock, BrakeTally tally) {
        this.door = door;
        this.scheduler = scheduler;
        this.clock = clock;
        this.tally = tally;
        this.unpark = scheduler::unpark;
        door.onShut(this::wake);
    }

    /// How fast writes come in from now on.
    public void set(Pace pace) {
        Stretch before = stretch;
        if (pace.equals(before.pace())) {
            return;
        }
        long now = clock.nanoTime();
        stretch = new Stretch(pace, now, before.pace().isFree() ? taken.get() : before.reachedAt(now));
        door.slow(!pace.isFree());
        wake();
        tally.onPace(before.pace(), pace);
    }

    /// Says who does what ends a hold, where no thread does.
    public void relieveBy(Relief who) {
        relief = who;
    }

    /// How fast they come in now.
    public Pace pace() {
        return stretch.pace();
    }

    /// Lets a write pass when its turn has come.
    ///
    /// @return false when that is not by the deadline
    boolean pass(long size, long deadlineNanos) {
        Stretch now = stretch;
        if (now.pace().isFree()) {
            return true;
        }
        long nanos = clock.nanoTime();
        if (enter(now, size, nanos, nanos) != NOT_IN_LINE) {
            return true;
        }
        return deadlineNanos != Commits.AT_ONCE && awaitTurn(size, nanos, deadlineNanos);
    }

    /// Makes all look again who wait.
    private void wake() {
        waiting.forEach(unpark);
    }

    private boolean awaitTurn(long size, long began, long deadlineNanos) {
        Object self = scheduler.self();
        // Registered before the first look: who changes the pace after it wakes us.
        waiting.add(self);
        long place = NOT_IN_LINE;
        boolean isLetIn = false;
        RejectionCause why = null;
        try {
            long nanos = began;
            Stretch now = stretch;
            while (!isPassable(now, place, nanos)) {
                why = now.pace().reason();
                boolean isLate = deadlineNanos != Scheduler.NEVER && nanos - deadlineNanos >= 0;
                if (now.pace().isHopeless() || isLate) {
                    return false;
                }
                place = place == NOT_IN_LINE ? enter(now, size, nanos, deadlineNanos) : place;
                long due = place == NOT_IN_LINE ? Scheduler.NEVER : now.dueNanos(place);
                if (!pause(now, Math.min(due, deadlineNanos))) {
                    return false;
                }
                now = stretch;
                nanos = clock.nanoTime();
            }
            isLetIn = true;
            return true;
        } finally {
            waiting.remove(self);
            if (!isLetIn && place != NOT_IN_LINE) {
                taken.addAndGet(-size);
            }
            tally.onDelayed(why, clock.nanoTime() - began);
        }
    }

    /// Behind a closed door it is for others to say why.
    private boolean isPassable(Stretch now, long place, long nanos) {
        boolean isDue = place != NOT_IN_LINE && now.dueNanos(place) <= nanos;
        return isDue || now.pace().isFree() || door.reason() != null;
    }

    /// Waits for another pace, or does what brings it about.
    ///
    /// @return false when nothing will
    private boolean pause(Stretch seen, long untilNanos) {
        BooleanSupplier hasNews = () -> !stretch.equals(seen) || door.reason() != null;
        Relief worker = relief;
        if (worker == null || !seen.pace().isHeld()) {
            scheduler.await(hasNews, untilNanos);
            return true;
        }
        return worker.work(hasNews, untilNanos) || hasNews.getAsBoolean();
    }

    /// Takes a place in the line, if it comes up by then.
    private long enter(Stretch now, long size, long nanos, long latestNanos) {
        while (!now.pace().isHeld()) {
            long end = taken.get();
            long place = now.placeFor(end, nanos);
            if (now.dueNanos(place) > latestNanos) {
                return NOT_IN_LINE;
            }
            if (taken.compareAndSet(end, place + size)) {
                return place;
            }
        }
        return NOT_IN_LINE;
    }
}

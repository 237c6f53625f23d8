package io.varve.write;

import io.varve.nativeio.Scheduler;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One caller that waits for one write; used again for later ones.
///
/// Its state is one word: the ring sequence of the write, and how the wait stands. The writer ends a wait
/// by exchanging exactly the word it expects, and a caller that gives up exchanges it too: so either the
/// caller learns how its write ended, or the writer that nobody waits.
///
/// **Owner:** the caller, from [#begin] until it gives it back; the writer calls [#end] only.
final class Waiter implements Ending, BooleanSupplier {
    private static final int WAITING = 0;
    private static final int PARKED = 1;
    private static final int GONE = 2;
    private static final int DONE = 3;
    private static final int BITS = 5;

    private final Scheduler scheduler;
    private final Neighbours neighbours;
    private final AtomicLong word = new AtomicLong();
    private @Nullable Object thread;
    private long sequence;
    private int processor;

    Waiter(Scheduler scheduler, Neighbours neighbours) {
        this.scheduler = scheduler;
        this.neighbours = neighbours;
    }

    /// Called before the write is published.
    ///
    /// @param processor that the caller is on, or `UNKNOWN`
    void begin(long sequence, int processor) {
        this.sequence = sequence;
        this.processor = processor;
        this.thread = scheduler.self();
        word.set(word(sequence, WAITING));
    }

    /// Waits for the end: a few looks, then parked.
    ///
    /// @return how it ended, an [Outcome]; `NONE` when the deadline came first
    int await(int spins, Lookout lookout, long deadlineNanos) {
        for (int i = 0; i < spins; i++) {
            if (isDone()) {
                return outcome();
            }
            scheduler.spin();
        }
        lookout.look(this);
        if (word.compareAndSet(word(sequence, WAITING), word(sequence, PARKED))) {
            scheduler.await(this, deadlineNanos);
        }
        return outcome();
    }

    /// Gives the wait up.
    ///
    /// @return how the write ended, when it had; `NONE` otherwise, and then nobody will say
    int giveUp() {
        if (word.compareAndSet(word(sequence, PARKED), word(sequence, GONE))) {
            return Outcome.NONE;
        }
        return outcome();
    }

    /// Ends the wait for one write, if somebody still waits for it.
    @Override
    public void end(long ended, int outcome) {
        long done = word(ended, DONE + outcome);
        // That of the next write, perhaps, if this one was given up: it decides about a pause only.
        neighbours.onTold(processor);
        if (word.compareAndSet(word(ended, WAITING), done)) {
            return;
        }
        Object parked = thread;
        if (word.compareAndSet(word(ended, PARKED), done) && parked != null) {
            scheduler.unpark(parked);
        }
    }

    /// The condition of the wait.
    @Override
    public boolean getAsBoolean() {
        return isDone();
    }

    private boolean isDone() {
        return outcome() != Outcome.NONE;
    }

    /// How the wait ended, an [Outcome]; `NONE` while it has not.
    int outcome() {
        int state = (int) word.get() & ((1 << BITS) - 1);
        return state >= DONE ? state - DONE : Outcome.NONE;
    }

    private static long word(long sequence, int state) {
        return sequence << BITS | state;
    }
}

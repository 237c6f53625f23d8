package io.varve.write;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// How a thread of ours waits for work: it looks for a while, then parks. Ringing the bell costs a fence and
/// a load unless the thread is parked.
///
/// The thread says that it will park, and looks again before it does; who has work for it makes that
/// visible, and then looks whether it parks. Both are full fences between a store and a load, so one sees
/// the other.
public final class Doorbell implements WaitStrategy {
    /// The one whom we wait for may have been put on the same processor.
    private static final int LOOKS_PER_YIELD = 32;

    /// To read the clock takes as long as a look: 23 ns and 26 ns (jmh-results, write-path-profile).
    private static final int LOOKS_PER_CLOCK = 8;

    private final Scheduler scheduler;
    private final Clock clock;
    private final long lookNanos;
    private final @Nullable IdleStrategy idle;
    private final AtomicBoolean isParked = new AtomicBoolean();
    private final BooleanSupplier armed = this::armAndLook;
    private BooleanSupplier awaited = () -> true;
    private volatile @Nullable Object owner;

    /// @param lookNanos how long it looks before it parks
    /// @param idle what it does instead of both, when there is nothing; null for the usual
    public Doorbell(Scheduler scheduler, Clock clock, long lookNanos, @Nullable IdleStrategy idle) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.lookNanos = lookNanos;
        this.idle = idle;
    }

    /// Waits on the owner's thread until the condition is true or the deadline comes.
    ///
    /// @return what the condition said last
    public boolean await(BooleanSupplier condition, long deadlineNanos) {
        if (condition.getAsBoolean()) {
            return true;
        }
        if (idle != null) {
            return awaitIdling(idle, condition, deadlineNanos);
        }
        return look(condition, deadlineNanos) || park(condition, deadlineNanos);
    }

    /// Wakes the owner if it is parked.
    public void ring() {
        // What was published may be a release store, which this load could overtake.
        VarHandle.fullFence();
        if (isParked.get() && isParked.compareAndSet(true, false)) {
            Object parked = owner;
            if (parked != null) {
                scheduler.unpark(parked);
            }
        }
    }

    /// What the Disruptor calls after a publication.
    @Override
    public void signalAllWhenBlocking() {
        ring();
    }

    /// Never waits: says how far the ring is.
    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier) {
        return cursor.get();
    }

    private boolean look(BooleanSupplier condition, long deadlineNanos) {
        if (lookNanos == 0) {
            return false;
        }
        long end = Math.min(clock.nanoTime() + lookNanos, deadlineNanos);
        for (int look = 1; look % LOOKS_PER_CLOCK != 0 || clock.nanoTime() - end < 0; look++) {
            if (look % LOOKS_PER_YIELD == 0) {
                scheduler.giveWay();
            } else {
                scheduler.spin();
            }
            if (condition.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    private boolean park(BooleanSupplier condition, long deadlineNanos) {
        owner = scheduler.self();
        awaited = condition;
        boolean isTrue = scheduler.await(armed, deadlineNanos);
        isParked.set(false);
        return isTrue;
    }

    private boolean awaitIdling(IdleStrategy how, BooleanSupplier condition, long deadlineNanos) {
        how.reset();
        while (!condition.getAsBoolean()) {
            if (deadlineNanos != Scheduler.NEVER && clock.nanoTime() - deadlineNanos >= 0) {
                return false;
            }
            how.idle();
        }
        return true;
    }

    /// Says that it will park, then looks. Before every park anew: a bell that was rung for a place behind
    /// one that is not published yet has taken the word back.
    private boolean armAndLook() {
        isParked.set(true);
        // What the condition reads may be a plain load, which the store could fall behind.
        VarHandle.fullFence();
        return awaited.getAsBoolean();
    }
}

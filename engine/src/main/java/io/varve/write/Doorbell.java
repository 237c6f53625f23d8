package io.varve.write;

import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import io.varve.nativeio.Scheduler;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// How the writer waits for work: parked at once when there is none. A publication rings the bell, which costs a
/// load unless the writer is parked; while it works or syncs nobody signals anything.
///
/// The writer says that it will park, and looks again before it does; a caller publishes, and then looks
/// whether the writer parks. Both are full fences between a store and a load, so one sees the other.
final class Doorbell implements WaitStrategy {
    private final Scheduler scheduler;
    private final AtomicBoolean isParked = new AtomicBoolean();
    private final BooleanSupplier armed = this::armAndLook;
    private BooleanSupplier awaited = () -> true;
    private volatile @Nullable Object writer;

    Doorbell(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Parks the calling writer until the condition is true or the deadline comes.
    ///
    /// @return what the condition said last
    boolean await(BooleanSupplier condition, long deadlineNanos) {
        writer = scheduler.self();
        awaited = condition;
        boolean isTrue = scheduler.await(armed, deadlineNanos);
        isParked.set(false);
        return isTrue;
    }

    /// Wakes the writer if it is parked.
    void ring() {
        // The Disruptor publishes by a release store, which this load could overtake.
        VarHandle.fullFence();
        if (isParked.get() && isParked.compareAndSet(true, false)) {
            Object parked = writer;
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

    /// Says that the writer will park, then looks. Before every park anew: a bell that was rung for a
    /// place behind one that is not published yet has taken the word back.
    private boolean armAndLook() {
        isParked.set(true);
        return awaited.getAsBoolean();
    }
}

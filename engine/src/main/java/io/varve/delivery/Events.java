package io.varve.delivery;

import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.event.StoreListener;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// The events of one store on their way to those who want to know, by a bounded queue and a thread of
/// its own.
///
/// **Owner:** the store, which closes it last, when nobody emits any more. [#emit] may be called by any
/// thread.
///
/// **Promises:** emitting never blocks, fails or allocates, whatever listeners do: when the queue is
/// full the event is dropped and counted, and a [StoreEvent.EventsLost] says how many. Events of one
/// thread are told in their order.
public final class Events implements EventSink {
    /// The logger of all stores.
    public static final String LOGGER = "io.varve";

    private final MpscVarHandleArrayQueue<StoreEvent> queue;
    private final EventTeller teller;
    private final AtomicLong lost = new AtomicLong();
    private final Delivery delivery = new Delivery();
    private final Scheduler scheduler;
    private final Worker worker;
    private volatile boolean isClosing;
    private volatile boolean isEnded;

    private Events(int capacity, EventTeller teller, Scheduler scheduler) {
        this.queue = new MpscVarHandleArrayQueue<>(capacity);
        this.teller = teller;
        this.scheduler = scheduler;
        this.worker = scheduler.start(delivery, NoOpIdleStrategy.INSTANCE);
    }

    /// Starts the thread.
    ///
    /// @param store as logs and recordings name it
    /// @param capacity events that may wait, a power of two
    /// @param isLogged whether the logger [#LOGGER] is told
    /// @throws IllegalStateException when the machine gives no thread
    public static Events start(
            Scheduler scheduler, String store, int capacity, @Nullable StoreListener listener, boolean isLogged) {
        System.Logger logger = isLogged ? System.getLogger(LOGGER) : null;
        return new Events(capacity, new EventTeller(store, logger, listener), scheduler);
    }

    @Override
    public void emit(StoreEvent event) {
        leave(event);
        wake();
    }

    @Override
    public void leave(StoreEvent event) {
        if (isEnded || !queue.offer(event)) {
            lost.incrementAndGet();
        }
    }

    @Override
    public void wake() {
        delivery.wakeIfAsleep();
    }

    /// Lets the thread do something else too, again and again, until [#endDuty]. Once.
    ///
    /// @param task throws nothing, and waits for nothing but the kernel
    public void beginDuty(long intervalNanos, Clock clock, Runnable task) {
        delivery.duty = new Duty(intervalNanos, clock, task);
        delivery.wakeIfAsleep();
    }

    /// Ends that.
    ///
    /// @return false when it did not return before the deadline: it is stuck in the kernel
    public boolean endDuty(long deadlineNanos) {
        delivery.duty = null;
        delivery.dutyWaiter = scheduler.self();
        return scheduler.await(delivery.isOffDuty, deadlineNanos);
    }

    /// True on the thread that tells events, that is, inside a callback of the listener.
    public boolean isTelling() {
        return scheduler.self().equals(delivery.waiter);
    }

    /// Tells what was emitted before, then ends the thread. Inside a callback it does not wait: the
    /// thread ends when the callback has returned and the rest was told.
    ///
    /// @return false when a listener did not return before the deadline; the thread ends when it does
    public boolean close(long deadlineNanos) {
        isClosing = true;
        worker.stop();
        return isTelling() || worker.join(deadlineNanos);
    }

    /// Events told so far.
    public long told() {
        return teller.told();
    }

    /// Events dropped because the queue was full, or because they came after the end.
    public long lost() {
        return lost.get();
    }

    /// How often a listener, or the logger, threw.
    public long listenerFailures() {
        return teller.failures();
    }

    /// How often what the thread does beside telling threw.
    public long dutyFailures() {
        return delivery.dutyFailures.sum();
    }

    /// What the thread does beside telling.
    private static final class Duty {
        private final long intervalNanos;
        private final Clock clock;
        private final Runnable task;

        /// When it does so first.
        private final long firstNanos;

        Duty(long intervalNanos, Clock clock, Runnable task) {
            this.intervalNanos = intervalNanos;
            this.clock = clock;
            this.task = task;
            this.firstNanos = clock.nanoTime();
        }
    }

    /// The thread's work.
    ///
    /// Who ends a duty sets it to null before it looks at `isOnDuty`, and this sets that before it looks at
    /// the duty: so the duty is not begun, or is seen to run.
    ///
    /// It sleeps until the queue is not empty. An emitter makes it so before it looks at `isAsleep`, and
    /// this sets `isAsleep` before it looks at the queue, so at least one of the two sees the other.
    private final class Delivery implements Agent {
        private final BooleanSupplier hasWork = this::hasWork;
        private final BooleanSupplier isOffDuty = this::isOffDuty;
        private volatile @Nullable Duty duty;
        private volatile boolean isOnDuty;
        private final LongAdder dutyFailures = new LongAdder();
        private volatile @Nullable Object dutyWaiter;
        private @Nullable Duty known;
        private long dutyDue;
        private volatile boolean isAsleep;
        private volatile @Nullable Object waiter;
        private long reportedLost;

        @Override
        public void onStart() {
            waiter = scheduler.self();
        }

        @Override
        public int doWork() {
            int told = tellAll();
            Duty now = duty;
            if (now != null) {
                doDuty(now);
            }
            known = now;
            if (told == 0) {
                isAsleep = true;
                scheduler.await(hasWork, now == null ? Scheduler.NEVER : dutyDue);
                isAsleep = false;
            }
            return told;
        }

        @Override
        public void onClose() {
            tellAll();
            isEnded = true;
        }

        @Override
        public String roleName() {
            return "varve-events";
        }

        private boolean hasWork() {
            return !queue.isEmpty() || lost.get() > reportedLost || isClosing || duty != known;
        }

        private boolean isOffDuty() {
            return !isOnDuty;
        }

        private void doDuty(Duty now) {
            dutyDue = now == known ? dutyDue : now.firstNanos;
            if (now.clock.nanoTime() - dutyDue >= 0) {
                runDuty();
                dutyDue = now.clock.nanoTime() + now.intervalNanos;
            }
        }

        private void runDuty() {
            isOnDuty = true;
            try {
                Duty begun = duty;
                if (begun != null) {
                    begun.task.run();
                }
            } catch (Throwable thrown) {
                // The duty is done again; who waits for its end, or for events, must not wait for it.
                dutyFailures.increment();
            } finally {
                isOnDuty = false;
                Object waiting = dutyWaiter;
                if (waiting != null) {
                    scheduler.unpark(waiting);
                }
            }
        }

        private int tellAll() {
            int told = 0;
            for (StoreEvent event = queue.poll(); event != null; event = queue.poll()) {
                teller.tell(event);
                reportLoss();
                told++;
            }
            reportLoss();
            return told;
        }

        /// As soon as it is seen: events that were in the queue before the loss may be told after it.
        private void reportLoss() {
            long now = lost.get();
            if (now > reportedLost) {
                teller.tell(new StoreEvent.EventsLost(now - reportedLost));
                reportedLost = now;
            }
        }

        private void wakeIfAsleep() {
            Object sleeper = waiter;
            if (isAsleep && sleeper != null) {
                scheduler.unpark(sleeper);
            }
        }
    }
}

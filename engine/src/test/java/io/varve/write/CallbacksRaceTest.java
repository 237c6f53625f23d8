package io.varve.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.event.EventSink;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Effort;
import io.varve.stats.StoreCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

/// Callbacks on threads as a store has them: whoever reserved one is told once, of its own write.
final class CallbacksRaceTest {
    private static final int CALLS = 100_000;
    private static final int STOPS = 2_000;
    private static final int CALLERS = 3;

    private final Scheduler scheduler = Linux.scheduler(Linux.daemonThreads());
    private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();

    /// What was reserved, with the position that it was given.
    private record Reserved(Callbacks.Callback callback, int position) {}

    /// As few callbacks as there can be, and callers who fight for them.
    @Test
    void eachIsToldOnceOfItsOwnWrite() throws InterruptedException {
        int each = Effort.times(CALLS) / CALLERS;
        AtomicIntegerArray told = new AtomicIntegerArray(each * CALLERS);
        Callbacks callbacks = callbacks(4);
        Worker worker = scheduler.start(callbacks, NoOpIdleStrategy.INSTANCE);
        Queue<Reserved> ring = new ConcurrentLinkedQueue<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int first = i * each;
            callers.add(Thread.ofPlatform()
                    .daemon()
                    .start(() -> guarded(() -> {
                        for (int position = first; position < first + each; position++) {
                            ring.add(reserve(callbacks, told, position));
                        }
                    })));
        }
        for (int ended = 0; ended < each * CALLERS && wrong.isEmpty(); ) {
            Reserved next = ring.poll();
            if (next == null) {
                Thread.onSpinWait();
            } else {
                boolean isOdd = (next.position & 1) == 1;
                next.callback.end(next.position, isOdd ? Outcome.rejected(RejectionCause.DEADLINE) : Outcome.ACKED);
                ended++;
            }
        }
        for (Thread caller : callers) {
            caller.join();
        }
        stop(callbacks, worker);
        assertEquals(List.of(), List.copyOf(wrong));
        for (int i = 0; i < told.length(); i++) {
            assertEquals(1, told.get(i), "position " + i);
        }
    }

    /// The writer ends its last writes and is gone; then the thread of the callbacks is stopped, wherever it is.
    @Test
    void aStopTellsThemAll() {
        for (int round = 0; round < Effort.times(STOPS); round++) {
            AtomicIntegerArray told = new AtomicIntegerArray(8);
            Callbacks callbacks = callbacks(8);
            List<Reserved> reserved = new ArrayList<>();
            for (int position = 0; position < 8; position++) {
                reserved.add(reserve(callbacks, told, position));
            }
            Worker worker = scheduler.start(callbacks, NoOpIdleStrategy.INSTANCE);
            for (int i = round & 7; i > 0; i--) {
                Thread.onSpinWait();
            }
            reserved.forEach(one -> one.callback.end(
                    one.position, (one.position & 1) == 1 ? Outcome.rejected(RejectionCause.FAILED) : Outcome.ACKED));
            stop(callbacks, worker);
            for (int position = 0; position < 8; position++) {
                assertEquals(1, told.get(position), "round " + round + ", position " + position);
            }
        }
        assertEquals(List.of(), List.copyOf(wrong));
    }

    private Reserved reserve(Callbacks callbacks, AtomicIntegerArray told, int position) {
        Callbacks.Callback callback = callbacks.take(
                (where, failure) -> {
                    told.incrementAndGet(position);
                    guarded(() -> {
                        assertEquals(position, where);
                        assertEquals((position & 1) == 1, failure != null);
                    });
                },
                Scheduler.NEVER);
        assertNotNull(callback);
        return new Reserved(callback, position);
    }

    private static void stop(Callbacks callbacks, Worker worker) {
        callbacks.stop();
        worker.stop();
        assertTrue(worker.join(Linux.clock().nanoTime() + 60_000_000_000L));
        assertEquals(0, callbacks.thrown());
    }

    private Callbacks callbacks(int capacity) {
        Refusals refusals = new Refusals("the store", new Failure("the store", cause -> {}), new StoreCounters());
        return new Callbacks(capacity, new Door(), refusals, EventSink.NONE, scheduler, Linux.clock());
    }

    private void guarded(Runnable body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            wrong.add(thrown);
        }
    }
}

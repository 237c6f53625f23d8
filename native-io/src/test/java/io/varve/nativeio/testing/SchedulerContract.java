package io.varve.nativeio.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.junit.jupiter.api.Test;

/// What every implementation of the scheduler seam does: extend it once per implementation.
///
/// Each test runs on a thread of that implementation, and so must be started by [#run].
public abstract class SchedulerContract {
    private static final long SECOND = 1_000_000_000L;

    /// For tests of an implementation.
    protected SchedulerContract() {}

    /// The scheduler under test.
    protected abstract Scheduler scheduler();

    /// The clock that its deadlines are on.
    protected abstract Clock clock();

    /// Runs a body on a thread of the implementation, and whatever that starts, to its end; rethrows
    /// what it threw.
    protected abstract void run(Runnable body);

    /// Starts one more thread, from within [#run].
    protected abstract void spawn(Runnable body);

    @Test
    public void awaitsUntilUnparkedOrTheDeadline() {
        run(() -> {
            AtomicBoolean isReady = new AtomicBoolean();
            assertFalse(scheduler().await(isReady::get, clock().nanoTime() + SECOND / 100));
            Object self = scheduler().self();
            spawn(() -> {
                isReady.set(true);
                scheduler().unpark(self);
            });
            assertTrue(scheduler().await(isReady::get, soon()));
            assertTrue(scheduler().await(isReady::get, clock().nanoTime() - 1), "true already, though too late");
        });
    }

    @Test
    public void saysWhichProcessorACallerIsOn() {
        run(() -> assertTrue(scheduler().processor() >= -1));
    }

    @Test
    public void parksOnceAfterAnEarlierUnpark() {
        run(() -> {
            scheduler().unpark(scheduler().self());
            scheduler().park(Scheduler.NEVER);
        });
    }

    @Test
    public void endsAnAgentThatSaysItIsDone() {
        run(() -> {
            List<String> calls = new CopyOnWriteArrayList<>();
            Worker worker = scheduler().start(new Recorded(calls, new AgentTerminationException()), sleeping());

            assertTrue(worker.join(soon()));
            assertFalse(worker.isAlive());
            assertNull(worker.failure());
            assertEquals(List.of("start", "work", "close"), calls);
        });
    }

    @Test
    public void keepsWhatAnAgentThrew() {
        run(() -> {
            List<String> calls = new CopyOnWriteArrayList<>();
            IllegalStateException thrown = new IllegalStateException("broken");
            Worker worker = scheduler().start(new Recorded(calls, thrown), sleeping());

            assertTrue(worker.join(soon()));
            assertSame(thrown, worker.failure());
            assertEquals(List.of("start", "work", "close"), calls);
            assertEquals("agent", worker.name());
        });
    }

    @Test
    public void stopsAnIdleAgent() {
        run(() -> {
            Worker worker = scheduler().start(agent(() -> 0), sleeping());
            assertTrue(worker.isAlive());
            worker.stop();
            worker.stop();
            assertTrue(worker.join(soon()));
            assertNull(worker.failure());
        });
    }

    /// Whoever wakes a worker that looked before there was something to do, and has not parked yet, is
    /// not forgotten: the next pause ends at once.
    @Test
    public void keepsAWakeUpForAWorkerThatIsAtWork() {
        run(() -> {
            AtomicInteger steps = new AtomicInteger();
            AtomicBoolean mayGoOn = new AtomicBoolean();
            AtomicBoolean hasWork = new AtomicBoolean();
            Worker worker = scheduler()
                    .start(
                            agent(() -> {
                                boolean found = hasWork.get();
                                if (steps.incrementAndGet() == 1) {
                                    spinUntil(mayGoOn::get);
                                }
                                return found ? 1 : 0;
                            }),
                            sleeping());
            spinUntil(() -> steps.get() == 1);
            hasWork.set(true);
            worker.wake();
            long woken = clock().nanoTime();
            mayGoOn.set(true);
            spinUntil(() -> steps.get() >= 2);

            assertTrue(clock().nanoTime() - woken < 60 * SECOND);
            worker.stop();
            assertTrue(worker.join(soon()));
        });
    }

    private void spinUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            scheduler().spin();
        }
    }

    private long soon() {
        return clock().nanoTime() + 30 * SECOND;
    }

    /// Sleeps so long that only a wake-up ends it within a test.
    private static SleepingIdleStrategy sleeping() {
        return new SleepingIdleStrategy(3600 * SECOND);
    }

    private static Agent agent(IntSupplier work) {
        return new Agent() {
            @Override
            public int doWork() {
                return work.getAsInt();
            }

            @Override
            public String roleName() {
                return "agent";
            }
        };
    }

    /// Notes what is called, and throws at its first step.
    private record Recorded(List<String> calls, RuntimeException thrown) implements Agent {
        @Override
        public void onStart() {
            calls.add("start");
        }

        @Override
        public int doWork() {
            calls.add("work");
            throw thrown;
        }

        @Override
        public void onClose() {
            calls.add("close");
        }

        @Override
        public String roleName() {
            return "agent";
        }
    }
}

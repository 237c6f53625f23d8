package io.varve.nativeio.linux;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import io.varve.nativeio.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ThreadSchedulerTest {
    private static final long SECOND = 1_000_000_000L;

    private final Scheduler scheduler = Linux.scheduler(Linux.daemonThreads());
    private final Clock clock = Linux.clock();

    @Test
    void aThreadThatIsKeptOnAProcessorIsThere() throws InterruptedException {
        List<Integer> wanted = new ArrayList<>();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        for (int processor = 0; processor < 1024; processor++) {
            if (Linux.isUsableProcessor(processor)) {
                wanted.add(processor);
                Map<String, Integer> places = Map.of("there " + processor, processor);
                ThreadFactory factory = Linux.pinnedThreads(work -> new Thread(work, "there"), places);
                Thread thread = factory.newThread(() -> seen.add(scheduler.processor()));
                thread.setName("there " + processor);
                thread.start();
                thread.join();
            }
        }
        assertEquals(wanted, seen);
    }

    @Test
    void runsAnAgentFromStartToClose() {
        List<String> calls = new CopyOnWriteArrayList<>();
        AtomicInteger steps = new AtomicInteger();
        Worker worker = scheduler.start(
                new Agent() {
                    @Override
                    public void onStart() {
                        calls.add("start on " + Thread.currentThread().getName());
                    }

                    @Override
                    public int doWork() {
                        return steps.incrementAndGet();
                    }

                    @Override
                    public void onClose() {
                        calls.add("close");
                    }

                    @Override
                    public String roleName() {
                        return "tester";
                    }
                },
                new YieldingIdleStrategy());

        Await.until("some steps", () -> steps.get() > 10);
        assertTrue(worker.isAlive());
        assertFalse(worker.join(clock.nanoTime()));
        worker.stop();
        worker.stop();
        assertTrue(worker.join(soon()));
        assertFalse(worker.isAlive());
        assertNull(worker.failure());
        assertEquals(List.of("start on tester", "close"), calls);
    }

    /// A host that lists its threads after a close must not find ours.
    @Test
    void whoeverJoinedFindsNoThread() {
        AtomicReference<@Nullable Thread> made = new AtomicReference<>();
        Scheduler slow = Linux.scheduler(work -> {
            Thread thread = new Thread(() -> {
                work.run();
                LockSupport.parkNanos(SECOND / 20);
            });
            made.set(thread);
            return thread;
        });
        Worker worker = slow.start(agent("late", () -> 0), new YieldingIdleStrategy());
        worker.stop();
        assertTrue(worker.join(soon()));
        assertFalse(requireNonNull(made.get()).isAlive());
    }

    @Test
    void keepsWhatAnAgentThrewAndStillClosesIt() {
        Error error = new InternalError("a mapped page is gone");
        IllegalStateException onClose = new IllegalStateException("and so is the rest");
        Worker worker = scheduler.start(
                new Agent() {
                    @Override
                    public int doWork() {
                        throw error;
                    }

                    @Override
                    public void onClose() {
                        throw onClose;
                    }

                    @Override
                    public String roleName() {
                        return "failing";
                    }
                },
                new YieldingIdleStrategy());

        assertTrue(worker.join(soon()));
        assertSame(error, worker.failure());
        assertEquals(List.of(onClose), List.of(error.getSuppressed()));
    }

    /// Catalogue row 84: an interrupted worker goes on, and does not spin from then on either.
    @Test
    void aWorkerIsDeafToInterrupts() {
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        AtomicInteger steps = new AtomicInteger();
        Worker worker = scheduler.start(
                agent("interrupted", () -> {
                    thread.set(Thread.currentThread());
                    steps.incrementAndGet();
                    return 0;
                }),
                new SleepingMillisIdleStrategy(20));
        for (int i = 0; i < 10; i++) {
            Await.until("the first step", () -> thread.get() != null);
            int before = steps.get();
            requireNonNull(thread.get()).interrupt();
            Await.until("a step after an interrupt", () -> steps.get() > before);
        }
        assertTrue(worker.isAlive());
        worker.stop();
        assertTrue(worker.join(soon()));
        assertNull(worker.failure());
        assertTrue(steps.get() < 200, () -> steps.get() + " steps: it spun instead of sleeping");
    }

    @Test
    void wakesASleepingWorker() {
        AtomicInteger steps = new AtomicInteger();
        Worker worker = scheduler.start(
                agent("sleeper", () -> {
                    steps.incrementAndGet();
                    return 0;
                }),
                new SleepingIdleStrategy(3600 * SECOND));
        Await.until("the first step", () -> steps.get() > 0);
        worker.wake();
        Await.until("a step after waking", () -> steps.get() > 1);
        worker.stop();
        assertTrue(worker.join(soon()));
    }

    @Test
    void saysWhenTheMachineGivesNoThread() {
        Scheduler without = Linux.scheduler(body -> new Thread(body) {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread");
            }
        });
        Agent agent = agent("nobody", () -> 0);
        IdleStrategy idle = new YieldingIdleStrategy();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> without.start(agent, idle));
        assertEquals("the machine gives no thread for nobody", refused.getMessage());
    }

    @Test
    void awaitEndsWhenUnparkedOrAtTheDeadline() {
        AtomicBoolean isReady = new AtomicBoolean();
        assertFalse(scheduler.await(isReady::get, clock.nanoTime() + SECOND / 100));

        Object self = scheduler.self();
        Thread.ofPlatform().start(() -> {
            isReady.set(true);
            scheduler.unpark(self);
        });
        assertTrue(scheduler.await(isReady::get, Scheduler.NEVER));
    }

    /// Catalogue row 83: a caller's interrupt does not end its wait, and is not lost.
    @Test
    void awaitKeepsTheInterrupt() {
        AtomicBoolean isReady = new AtomicBoolean();
        Object self = scheduler.self();
        Thread.currentThread().interrupt();
        Thread.ofPlatform().start(() -> {
            long until = clock.nanoTime() + SECOND / 50;
            assertFalse(scheduler.await(() -> false, until));
            isReady.set(true);
            scheduler.unpark(self);
        });
        assertTrue(scheduler.await(isReady::get, soon()));
        assertTrue(Thread.interrupted(), "the flag is set again");

        Thread.currentThread().interrupt();
        assertFalse(scheduler.await(() -> false, clock.nanoTime() + SECOND / 100), "until the deadline");
        assertTrue(Thread.interrupted());
    }

    @Test
    void clocksRun() {
        long nanos = clock.nanoTime();
        assertTrue(clock.wallMillis() > 1_700_000_000_000L);
        assertTrue(clock.nanoTime() >= nanos);
    }

    private long soon() {
        return clock.nanoTime() + 30 * SECOND;
    }

    private interface Step {
        int run();
    }

    private static Agent agent(String name, Step step) {
        return new Agent() {
            @Override
            public int doWork() {
                return step.run();
            }

            @Override
            public String roleName() {
                return name;
            }
        };
    }

    /// Nobody else wakes a joiner that waits without a deadline.
    @Test
    void joiningWakesWhenTheWorkerEnds() {
        Worker worker = scheduler.start(agent("joined", () -> 0), new SleepingMillisIdleStrategy(1));
        AtomicReference<@Nullable Boolean> joined = new AtomicReference<>();
        Thread joiner = Thread.ofPlatform().daemon().start(() -> joined.set(worker.join(Scheduler.NEVER)));
        Await.until("the joiner waits", () -> joiner.getState() == Thread.State.WAITING);

        worker.stop();

        Await.until("the joiner is woken", () -> joined.get() != null);
        assertEquals(true, joined.get());
    }

    @Test
    void anAgentThatSaysThatItIsDoneHasNotFailed() {
        Worker worker = scheduler.start(
                agent("done", () -> {
                    throw new AgentTerminationException("done");
                }),
                new YieldingIdleStrategy());
        assertTrue(worker.join(soon()));
        assertNull(worker.failure());
    }
}

package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.Await;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Deadlines here are further away than those that are left to the JDK.
final class AlarmsTest {
    private static final long MILLI = 1_000_000;
    private static final long HOUR = 3_600_000 * MILLI;

    private final Alarms alarms = new Alarms();
    private final AtomicInteger early = new AtomicInteger();

    @Test
    void wakesWhoIsLate() throws InterruptedException {
        run(List.of(Thread.ofVirtual().unstarted(() -> parkUntil(System.nanoTime() + 50 * MILLI))));
        run(List.of(Thread.ofPlatform().unstarted(() -> parkUntil(System.nanoTime() + 50 * MILLI))));
    }

    /// The alarm is set for the first, then for an earlier one, and anew for each of those left.
    @Test
    void wakesEverybodyAtTheirOwnTime() throws InterruptedException {
        long begin = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long deadline = begin + (30 + (i * 37) % 200) * MILLI;
            threads.add(Thread.ofVirtual().unstarted(() -> parkUntil(deadline)));
        }

        run(threads);
    }

    @Test
    void wakesAlsoThoseWhoFindNoPlace() throws InterruptedException {
        long deadline = System.nanoTime() + 300 * MILLI;
        run(Collections.nCopies(10_000, 0).stream()
                .map(i -> Thread.ofVirtual().unstarted(() -> parkUntil(deadline)))
                .toList());
    }

    @Test
    void whoIsUnparkedDoesNotWaitForTheDeadline() {
        AtomicBoolean isUnparked = new AtomicBoolean();
        AtomicBoolean isBack = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().start(() -> {
            while (!isUnparked.get()) {
                alarms.park(this, System.nanoTime() + HOUR);
            }
            isBack.set(true);
        });

        isUnparked.set(true);
        LockSupport.unpark(thread);

        Await.until("the unparked thread is back", isBack::get);
    }

    /// A deadline that was set before and has not come must not hold up one that comes first.
    @Test
    void aLaterDeadlineDoesNotHideAnEarlierOne() throws InterruptedException {
        Thread late = Thread.ofVirtual().start(() -> alarms.park(this, System.nanoTime() + HOUR));
        Await.until("the first is parked", () -> late.getState() == Thread.State.WAITING);

        run(List.of(Thread.ofVirtual().unstarted(() -> parkUntil(System.nanoTime() + 50 * MILLI))));

        assertTrue(late.isAlive());
        LockSupport.unpark(late);
        late.join();
    }

    private void run(List<Thread> threads) throws InterruptedException {
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            assertTrue(thread.join(java.time.Duration.ofSeconds(30)), "a deadline that did not come");
        }
        assertEquals(0, early.get(), "threads that came back by themselves before their time");
    }

    private void parkUntil(long deadline) {
        int wakes = 0;
        while (System.nanoTime() - deadline < 0) {
            alarms.park(this, deadline);
            wakes++;
        }
        // A park may end for no reason, and a place may have had an older deadline.
        early.addAndGet(wakes > 10 ? 1 : 0);
    }
}

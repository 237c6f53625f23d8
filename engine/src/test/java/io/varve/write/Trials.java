package io.varve.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.testing.Effort;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A race, run a great many times: in each trial the state is made anew, all actors go at once, and what came
/// of it is counted. What must never happen is said beforehand; how often the rest does is the schedule's
/// affair, and only told.
///
/// The number of trials is fixed, not the time. All threads meet before and after each trial; who waits looks
/// for a while and then yields, so that it goes on with fewer processors than actors.
public final class Trials {
    /// What one thread does in a trial.
    public interface Actor {
        void act(int trial);
    }

    private static final int LOOKS = 2_000;
    private static final int LONGEST_HESITATION = 400;

    private final String name;
    private final int count;
    private final Actor[] actors;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
    private final Map<Integer, Integer> outcomes = new TreeMap<>();
    private volatile int phase;

    /// @param count of a commit's run; multiplied by the effort
    public Trials(String name, int count, Actor... actors) {
        this.name = name;
        this.count = Effort.times(count);
        this.actors = actors;
    }

    /// How a trial is begun, what came of it as a number, and which numbers may come of it.
    public interface Arbiter {
        int outcome(int trial);
    }

    /// Runs them.
    ///
    /// @param prepare called before each trial while the actors wait
    /// @param arbiter called after it, likewise
    public void run(IntConsumer prepare, Arbiter arbiter, IntPredicate isAllowed) throws InterruptedException {
        long began = System.nanoTime();
        Thread[] threads = new Thread[actors.length - 1];
        for (int i = 1; i < actors.length; i++) {
            Actor actor = actors[i];
            threads[i - 1] = Thread.ofPlatform().daemon().start(() -> guarded(() -> take(actor)));
        }
        guarded(() -> lead(prepare, arbiter, isAllowed));
        for (Thread thread : threads) {
            thread.join();
        }
        long millis = Math.max(1, (System.nanoTime() - began) / 1_000_000);
        System.out.println(name + ": " + count + " trials, " + count * 1000L / millis + " a second, " + outcomes);
        Throwable thrown = wrong.get();
        if (thrown != null) {
            throw new AssertionError(name + " " + outcomes, thrown);
        }
    }

    /// How often something came of it.
    public int times(int outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    private void lead(IntConsumer prepare, Arbiter arbiter, IntPredicate isAllowed) {
        SplittableRandom random = new SplittableRandom();
        for (int trial = 1; trial <= count; trial++) {
            prepare.accept(trial);
            meet();
            hesitate(random);
            actors[0].act(trial);
            meet();
            int outcome = arbiter.outcome(trial);
            outcomes.merge(outcome, 1, Integer::sum);
            if (!isAllowed.test(outcome)) {
                assertEquals("allowed", "outcome " + outcome, "trial " + trial);
            }
        }
    }

    private void take(Actor actor) {
        SplittableRandom random = new SplittableRandom();
        for (int trial = 1; trial <= count; trial++) {
            meet();
            hesitate(random);
            actor.act(trial);
            meet();
        }
    }

    /// Whoever came last to the meeting is off before the others have seen it. With some hundred nanoseconds more or
    /// less they meet somewhere else each time.
    private void hesitate(SplittableRandom random) {
        for (int looks = random.nextInt(LONGEST_HESITATION); looks > 0 && phase != 0; looks--) {
            // a load that is not optimised away
        }
    }

    private void meet() {
        int now = phase;
        if (arrived.incrementAndGet() == actors.length) {
            arrived.set(0);
            phase = now + 1;
            return;
        }
        for (int i = 0; phase == now; i++) {
            if (wrong.get() != null) {
                throw new IllegalStateException("another actor has failed");
            }
            pause(i);
        }
    }

    /// One more look of somebody who waits for another actor.
    @SuppressWarnings("ThreadPriorityCheck") // not relied on: it only leaves the processor to who needs it
    public static void pause(int look) {
        if (look < LOOKS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private void guarded(Runnable body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            wrong.compareAndSet(null, thrown);
        }
    }
}

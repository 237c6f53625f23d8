package io.varve.write;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Who publishes and then looks for sleepers, against who says that it sleeps and then looks: one sees the
/// other, always. These are the two halves of every wake-up on the way of a write.
final class WakeRaceTest {
    private static final int TRIALS = 60_000;

    /// What was published was seen before the sleep, or a wake-up came.
    private static final int AWAKE = 1;

    /// Asleep, with what it waits for there, and nobody left to wake it.
    private static final int FORGOTTEN = 2;

    private final Sleepless scheduler = new Sleepless();
    private final AtomicLong published = new AtomicLong();
    private int waited;

    /// As the ring does: what is published is stored with release only, so that without the fence in
    /// [Doorbell#ring()] the look at the sleeper overtakes it, on this machine's processor too.
    @Test
    void aBellIsHeardByWhoIsAboutToSleep() throws InterruptedException {
        Doorbell bell = new Doorbell(scheduler, Linux.clock(), 0, null);
        new Trials(
                        "publish and ring against arm and look",
                        TRIALS,
                        trial -> waited = outcome(bell.await(() -> isPublished(trial), Scheduler.NEVER)),
                        trial -> {
                            published.setRelease(trial);
                            bell.ring();
                            scheduler.finish();
                        })
                .run(trial -> scheduler.begin(1), trial -> waited, outcome -> outcome == AWAKE);
    }

    /// Of two who ring at once one may find that the other has.
    @Test
    void ofTwoWhoRingBothAreHeard() throws InterruptedException {
        Doorbell bell = new Doorbell(scheduler, Linux.clock(), 0, null);
        AtomicLong second = new AtomicLong();
        new Trials(
                        "two rings against arm and look",
                        TRIALS / 4,
                        trial -> waited = outcome(
                                bell.await(() -> isPublished(trial) || second.getAcquire() == trial, Scheduler.NEVER)),
                        trial -> {
                            published.setRelease(trial);
                            bell.ring();
                            scheduler.finish();
                        },
                        trial -> {
                            second.setRelease(trial);
                            bell.ring();
                            scheduler.finish();
                        })
                .run(trial -> scheduler.begin(2), trial -> waited, outcome -> outcome == AWAKE);
    }

    @Test
    void whoTakesAPlaceIsReached() throws InterruptedException {
        Watchers watchers = new Watchers(scheduler, Linux.clock());
        new Trials(
                        "take a place against reach",
                        TRIALS,
                        trial -> waited = outcome(watchers.await(trial, this::isPublished, 0, Scheduler.NEVER)),
                        trial -> {
                            published.setRelease(trial);
                            watchers.reach(trial);
                            scheduler.finish();
                        })
                .run(trial -> scheduler.begin(1), trial -> waited, outcome -> outcome == AWAKE);
    }

    /// The end comes without a number: it is stored as [Progress] does.
    @Test
    void whoTakesAPlaceIsWokenByTheEnd() throws InterruptedException {
        Watchers watchers = new Watchers(scheduler, Linux.clock());
        new Trials(
                        "take a place against the end",
                        TRIALS,
                        trial -> waited = outcome(
                                watchers.await(Long.MAX_VALUE / 2, value -> isPublished(trial), 0, Scheduler.NEVER)),
                        trial -> {
                            published.set(trial);
                            watchers.wakeAll();
                            scheduler.finish();
                        })
                .run(trial -> scheduler.begin(1), trial -> waited, outcome -> outcome == AWAKE);
    }

    /// A caller sleeps for one write, the writer ends it: as [Commits] and [Writer] do.
    @Test
    void aWaiterThatSleepsIsWokenByItsEnd() throws InterruptedException {
        Waiter waiter = new Waiter(scheduler, new Neighbours(scheduler, 0, 0));
        Lookout lookout = new Lookout(scheduler, Linux.clock(), 0, 0);
        new Trials(
                        "park against end",
                        TRIALS,
                        trial -> waited = outcome(waiter.await(0, lookout, Scheduler.NEVER) == Outcome.ACKED),
                        trial -> {
                            waiter.end(trial, Outcome.ACKED);
                            scheduler.finish();
                        })
                .run(
                        trial -> {
                            scheduler.begin(1);
                            waiter.begin(trial, Neighbours.UNKNOWN);
                        },
                        trial -> waited,
                        outcome -> outcome == AWAKE);
    }

    private boolean isPublished(long trial) {
        return published.getAcquire() == trial;
    }

    private int outcome(boolean isSeen) {
        return isSeen && !scheduler.isForgotten() ? AWAKE : FORGOTTEN;
    }
}

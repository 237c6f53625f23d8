package io.varve.write;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// The fence of [Doorbell#ring()], by a great many bells: two threads run along them side by side, one publishes
/// and rings, one arms and looks, and one must see the other. What is published is stored with release only, as the
/// ring does: the look at the sleeper could overtake
/// it, on this machine's processor too.
final class DoorbellRaceTest {
    private static final int BELLS = 4096;
    private static final int ROUNDS = 150;

    private final AtomicIntegerArray published = new AtomicIntegerArray(BELLS);
    private final AtomicInteger arrived = new AtomicInteger();
    private final Asleep[] schedulers = new Asleep[BELLS];
    private final Doorbell[] bells = new Doorbell[BELLS];

    /// Leaves the wait where a thread would sleep, with the bell armed.
    private static final class Sleeping extends RuntimeException {
        private static final long serialVersionUID = 1;

        Sleeping() {
            super("asleep", null, false, false);
        }
    }

    /// One bell's owner.
    private static final class Asleep extends SchedulerStub {
        private boolean isAsleep;
        private boolean isWoken;

        @Override
        public boolean await(BooleanSupplier condition, long deadlineNanos) {
            if (condition.getAsBoolean()) {
                return true;
            }
            isAsleep = true;
            throw new Sleeping();
        }

        @Override
        public void unpark(Object waiter) {
            isWoken = true;
        }
    }

    @Test
    void whoRingsSeesWhoIsAboutToSleep() throws InterruptedException {
        new Trials("bells, " + BELLS + " to a trial", ROUNDS, this::sleep, this::ring)
                .run(this::hang, trial -> forgotten(), forgotten -> forgotten == 0);
    }

    private void hang(int trial) {
        arrived.set(-1);
        for (int i = 0; i < BELLS; i++) {
            published.set(i, 0);
            schedulers[i] = new Asleep();
            bells[i] = new Doorbell(schedulers[i], Linux.clock(), 0, null);
        }
    }

    private void sleep(int trial) {
        for (int i = 0; i < BELLS; i++) {
            int bell = i;
            arrived.setRelease(i);
            try {
                bells[i].await(() -> published.getAcquire(bell) == 1, Scheduler.NEVER);
            } catch (Sleeping asleep) {
                // as it should be: whoever rings knows
            }
        }
    }

    private void ring(int trial) {
        for (int i = 0; i < BELLS; i++) {
            for (int look = 0; arrived.getAcquire() < i; look++) {
                Trials.pause(look);
            }
            for (int late = i & 63; late > 0 && arrived.getAcquire() <= i; late--) {
                // somewhere else with each bell
            }
            published.setRelease(i, 1);
            bells[i].ring();
        }
    }

    private int forgotten() {
        int forgotten = 0;
        for (Asleep owner : schedulers) {
            forgotten += owner.isAsleep && !owner.isWoken ? 1 : 0;
        }
        return forgotten;
    }
}

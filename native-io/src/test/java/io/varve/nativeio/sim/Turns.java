package io.varve.nativeio.sim;

import io.varve.nativeio.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Who goes on next, and when nobody can, which moment comes next.
///
/// How eagerly it switches is itself drawn from the seed: some races need two tasks to alternate at
/// every step, others need one to run far ahead.
final class Turns {
    private static final double[] SWITCH_CHANCES = {1, 1, 0.5, 0.1, 0.02};
    private static final long SPIN_NANOS = 1_000;

    /// Wake-ups of idle agents in a row, with nobody else able to go on, after which nothing will ever
    /// happen: agents wait up to 100 ms then, so this is minutes of virtual time.
    private static final int IDLE_WAKES = 2_000;

    private final SimClock clock;
    private final SplittableRandom random;
    private final double switchChance;
    private final List<SimTask> tasks = new ArrayList<>();
    private final List<SimTask> ready = new ArrayList<>();
    private @Nullable SimTask last;
    private int idleWakes;

    Turns(SimClock clock, SplittableRandom random) {
        this.clock = clock;
        this.random = random;
        this.switchChance = SWITCH_CHANCES[random.nextInt(SWITCH_CHANCES.length)];
    }

    void add(SimTask task) {
        tasks.add(task);
    }

    void remove(SimTask task) {
        tasks.remove(task);
    }

    void clear() {
        tasks.clear();
        last = null;
        idleWakes = 0;
    }

    /// The next to go on; null when nobody ever will.
    @Nullable
    SimTask next() {
        if (random.nextInt(8) == 0) {
            releaseSpinners();
        }
        while (true) {
            collectReady();
            if (!ready.isEmpty()) {
                SimTask chosen = choose();
                idleWakes = chosen.isIdle ? idleWakes + 1 : 0;
                last = chosen;
                return idleWakes > IDLE_WAKES && !isSomebodyDueLater() ? null : chosen;
            }
            if (!letTimePass()) {
                return null;
            }
        }
    }

    /// Every task and where it waits, one per line.
    String describe() {
        StringBuilder text = new StringBuilder();
        for (SimTask task : tasks) {
            text.append("\n  ").append(task.describe(clock.nanoTime()));
        }
        return text.toString();
    }

    private void collectReady() {
        ready.clear();
        long now = clock.nanoTime();
        for (SimTask task : tasks) {
            if (task.canRun(now)) {
                ready.add(task);
            }
        }
    }

    private SimTask choose() {
        if (last != null && ready.contains(last) && !last.isIdle && random.nextDouble() >= switchChance) {
            return last;
        }
        return ready.get(random.nextInt(ready.size()));
    }

    private boolean letTimePass() {
        if (releaseSpinners()) {
            clock.advance(SPIN_NANOS);
            return true;
        }
        long earliest = Scheduler.NEVER;
        for (SimTask task : tasks) {
            earliest = Math.min(earliest, task.deadlineNanos);
        }
        if (earliest == Scheduler.NEVER) {
            return false;
        }
        clock.advance(Math.max(0, earliest - clock.nanoTime()));
        return true;
    }

    private boolean releaseSpinners() {
        boolean isAny = false;
        for (SimTask task : tasks) {
            if (task.state == SimTask.State.SPINNING) {
                task.state = SimTask.State.RUNNABLE;
                isAny = true;
            }
        }
        return isAny;
    }

    private boolean isSomebodyDueLater() {
        for (SimTask task : tasks) {
            if (!task.isIdle && task.deadlineNanos != Scheduler.NEVER) {
                return true;
            }
        }
        return false;
    }
}

package io.varve.flush;

import io.varve.error.RejectionCause;
import io.varve.nativeio.Scheduler;
import io.varve.view.FrozenMemTable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All rotations that are not over, in their order.
///
/// **Owner:** the coordinator.
final class Jobs implements Iterable<Job> {
    private final Deque<Job> jobs = new ArrayDeque<>();

    /// @param found what recovery left, oldest first
    Jobs(List<FrozenMemTable> found) {
        found.forEach(frozen -> add(new Job(frozen, null)));
    }

    void add(Job job) {
        assert jobs.isEmpty() || jobs.getLast().rotation() < job.rotation() : "rotation " + job.rotation();
        jobs.add(job);
    }

    @Override
    public Iterator<Job> iterator() {
        return jobs.iterator();
    }

    /// Whether all are installed.
    boolean isDone() {
        return oldestRotation() == Long.MAX_VALUE;
    }

    /// The oldest rotation that is not installed; `Long.MAX_VALUE` when all are.
    long oldestRotation() {
        for (Job job : jobs) {
            if (!job.isInstalled()) {
                return job.rotation();
            }
        }
        return Long.MAX_VALUE;
    }

    /// Whether all that are older and not installed have failed at least once.
    boolean isBehindFailure(Job job) {
        for (Job older : jobs) {
            if (older == job) {
                return true;
            }
            if (!older.isInstalled() && older.failures() == 0) {
                return false;
            }
        }
        return true;
    }

    /// The oldest that can be given to a streamer now.
    @Nullable
    Job nextDue(long nowNanos) {
        for (Job job : jobs) {
            if (job.isDue(nowNanos)) {
                return job;
            }
        }
        return null;
    }

    /// When one is to be tried again, or is given up, at the earliest. One that was due when the last round began waits
    /// for something else, such as a streamer.
    long nextDuty(long roundNanos) {
        long earliest = Scheduler.NEVER;
        for (Job job : jobs) {
            FlushAttempt running = job.running();
            if (running != null) {
                earliest = Math.min(earliest, running.deadlineNanos());
            } else if (!job.isInstalled() && job.retryNanos() > roundNanos) {
                earliest = Math.min(earliest, job.retryNanos());
            }
        }
        return earliest;
    }

    /// Why writes cannot wait for them; null when they can.
    @Nullable
    RejectionCause obstacle() {
        for (Job job : jobs) {
            if (job.obstacle() != null) {
                return job.obstacle();
            }
        }
        return null;
    }

    /// What waits after a failure may be tried at once.
    void hurry() {
        jobs.forEach(Job::hurry);
    }

    /// Takes one out that is installed and that nothing reads any more; null when there is none.
    @Nullable
    Job takeOver() {
        for (Iterator<Job> all = jobs.iterator(); all.hasNext(); ) {
            Job job = all.next();
            if (job.isOver()) {
                all.remove();
                return job;
            }
        }
        return null;
    }
}

package io.varve.flush;

import io.varve.error.FlushFailedException;
import io.varve.error.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The merges that were asked for: one at a time, and one for all who asked before it began.
///
/// A merge that fails keeps its inputs, installs nothing, and is not tried again by itself: who asked is told.
///
/// None has a deadline (decision 106): one that stands still holds up other merges only, and the stats show for how
/// long it has been running.
///
/// **Owner:** the coordinator.
final class Merges {
    private final FlushConfig config;
    private final Installs installs;
    private final MergeAttempt.Merging merging;
    private final Handover<MergeAttempt> handover;
    private final FlushTally tally;
    private final StoreHealth health;
    private final List<Ticket> waiting = new ArrayList<>();
    private final List<Ticket> joined = new ArrayList<>();
    private @Nullable MergeAttempt running;

    Merges(
            FlushConfig config,
            Installs installs,
            MergeAttempt.Merging merging,
            Handover<MergeAttempt> handover,
            FlushTally tally,
            StoreHealth health) {
        this.config = config;
        this.installs = installs;
        this.merging = merging;
        this.handover = handover;
        this.tally = tally;
        this.health = health;
    }

    /// Adds somebody who waits for a merge of all that is in tables now.
    void add(Ticket ticket) {
        waiting.add(ticket);
    }

    /// Begins one if it is wanted and none runs.
    ///
    /// @param oldestRotation that is not installed: no table of it or above takes part (D-16)
    int begin(long oldestRotation) {
        if (waiting.isEmpty() || running != null || !handover.hasRoom()) {
            return 0;
        }
        MergePlan plan = installs.planMerge(oldestRotation);
        joined.addAll(waiting);
        waiting.clear();
        if (plan == null) {
            succeed(installs.snapshotId());
            return 1;
        }
        try {
            List<Long> numbers = new ArrayList<>();
            for (int i = merging.tablesOf(plan); i > 0; i--) {
                numbers.add(installs.nextFileNumber());
            }
            MergeAttempt attempt = new MergeAttempt(plan, merging, numbers);
            running = attempt;
            handover.give(attempt);
            tally.onMergeBegun();
        } catch (StoreException refused) {
            StoreException broken = installs.failure();
            if (broken != null) {
                health.fail(broken);
            }
            fail(refused);
        }
        return 1;
    }

    /// A streamer has given one back.
    ///
    /// @param isOver whether nothing may be installed any more
    void onBack(MergeAttempt back, boolean isOver) {
        tally.onMergeOver();
        Built built = back.built();
        boolean isStray = running != back;
        running = isStray ? running : null;
        if (built == null) {
            fail(back.failure());
        } else if (isStray || isOver) {
            built.discard();
        } else {
            install(back.plan(), built);
        }
    }

    /// Nothing is wanted any more.
    void end(StoreException why) {
        MergeAttempt left = running;
        if (left != null) {
            left.abandon();
            running = null;
        }
        joined.addAll(waiting);
        waiting.clear();
        joined.forEach(ticket -> ticket.fail(why));
        joined.clear();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && joined.isEmpty();
    }

    private void install(MergePlan plan, Built built) {
        try {
            long id = installs.installMerge(plan, built);
            tally.onMerged(plan, built, id);
            succeed(id);
        } catch (StoreException refused) {
            StoreException broken = installs.failure();
            if (broken == null) {
                built.discard();
            } else {
                // The edit may be durable, and then the tables must be there.
                built.leave();
                health.fail(broken);
            }
            fail(refused);
        }
    }

    private void succeed(long snapshotId) {
        joined.forEach(ticket -> ticket.succeed(snapshotId));
        joined.clear();
    }

    private void fail(Throwable cause) {
        tally.onMergeFailed(cause);
        StoreException told = new FlushFailedException(config.directory(), 1, cause);
        joined.forEach(ticket -> ticket.fail(told));
        joined.clear();
    }
}

package io.varve.flush;

import io.varve.compaction.Shape;
import io.varve.compaction.Targets;
import io.varve.error.RejectionCause;
import io.varve.error.StoreIoException;
import io.varve.write.Pace;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What merges have left to do, and how fast writes may come in for it.
///
/// **Owner:** the coordinator.
final class Owed {
    /// Failures in a row, with nothing merged in between, that writes are held for in the hope of the next attempt.
    private static final int MOST_PATIENT_FAILURES = 3;

    private final CompactionParts parts;
    private final Set<Long> level0Tables = new HashSet<>();
    private int level0;
    private long debtBytes;
    private final Reserve reserve;
    private boolean isHolding;
    private Pace pace = Pace.FREE;

    Owed(CompactionParts parts, Reserve reserve) {
        this.parts = parts;
        this.reserve = reserve;
    }

    /// Sees what there is.
    void count(Shape shape) {
        level0 = shape.level(0).size();
        level0Tables.clear();
        shape.level(0).forEach(run -> run.tables().forEach(table -> level0Tables.add(table.number())));
        debtBytes = Targets.debt(parts.config(), shape);
        parts.debt().publishRelease(debtBytes, level0);
    }

    /// Writes are slowed down as far as merges are behind, and only while these go on. What is left alone in level 0
    /// after a failure is what they are held for, whatever goes on elsewhere, or succeeds (I-92).
    ///
    /// @param isToBeTried whether something will be tried again by itself
    /// @param lastFailure null when a merge has succeeded since
    /// @param failures in a row
    void setPace(
            List<MergeAttempt> running,
            Avoided avoided,
            boolean isToBeTried,
            boolean isAsked,
            @Nullable Throwable lastFailure,
            int failures) {
        boolean isWorking = !running.isEmpty() || isToBeTried || isAsked;
        Avoided.Failed left = isLevel0In(running) ? null : avoided.of(level0Tables);
        boolean isStuck = left != null || (running.isEmpty() && isToBeTried);
        Throwable failure = left == null ? lastFailure : left.cause();
        int inRow = left == null ? failures : Math.max(failures, left.failures());
        Pressure.Merging merging =
                new Pressure.Merging(isWorking, isStuck ? failure : null, isStuck && inRow > MOST_PATIENT_FAILURES);
        tell(parts.pressure().pace(level0, debtBytes, merging));
    }

    /// Writes are not held for merges, as nothing is merged.
    void setPaceWithoutMerges() {
        tell(Pace.FREE);
    }

    /// Whether writes wait for merges.
    boolean isHolding() {
        return isHolding;
    }

    /// While the store has used the space that it keeps for itself, no write comes in, whatever merges do (I-96).
    private void tell(Pace forMerges) {
        isHolding = forMerges.isHeld();
        StoreIoException lack = reserve.lack();
        Pace now = lack == null
                ? forMerges
                : Pace.failing(
                        RejectionCause.OUT_OF_SPACE, lack, parts.pressure().hasThreads());
        if (!now.equals(pace)) {
            pace = now;
            parts.pace().accept(now);
        }
    }

    private boolean isLevel0In(List<MergeAttempt> running) {
        for (MergeAttempt attempt : running) {
            if (!Collections.disjoint(attempt.plan().pick().inputs(), level0Tables)) {
                return true;
            }
        }
        return false;
    }
}

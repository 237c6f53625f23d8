package io.varve.flush;

import io.varve.compaction.Pick;
import io.varve.nativeio.Scheduler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tables that a merge failed of, which are left alone for a while: others go on (P11).
///
/// **Owner:** the coordinator.
final class Avoided {
    private final List<Failed> all = new ArrayList<>();

    /// @param failures in a row, this one included
    record Failed(List<Long> tables, long untilNanos, Throwable cause, int failures) {}

    void add(Pick pick, long untilNanos, Throwable cause, int failures) {
        all.add(new Failed(pick.inputs(), untilNanos, cause, failures));
    }

    /// What has been left alone longest of these tables; null when none is.
    @Nullable
    Failed of(Set<Long> tables) {
        for (Failed failed : all) {
            if (!Collections.disjoint(failed.tables(), tables)) {
                return failed;
            }
        }
        return null;
    }

    /// Lets those go whose time has come.
    ///
    /// @return whether there was one
    boolean release(long nowNanos) {
        return all.removeIf(failed -> nowNanos >= failed.untilNanos());
    }

    /// When the next can be tried again.
    long nextNanos() {
        long next = Scheduler.NEVER;
        for (Failed failed : all) {
            next = Math.min(next, failed.untilNanos());
        }
        return next;
    }

    /// The numbers of these tables, and of those that take part in something.
    Set<Long> with(List<Pick> picks) {
        Set<Long> taken = tablesOf(picks);
        all.forEach(failed -> taken.addAll(failed.tables()));
        return taken;
    }

    static Set<Long> tablesOf(List<Pick> picks) {
        Set<Long> taken = new HashSet<>();
        picks.forEach(pick -> taken.addAll(pick.inputs()));
        return taken;
    }
}

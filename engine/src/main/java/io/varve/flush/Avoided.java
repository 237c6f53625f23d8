package io.varve.flush;

import io.varve.compaction.Pick;
import io.varve.nativeio.Scheduler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Tables that a merge failed of, which are left alone for a while: others go on (P11).
///
/// **Owner:** the coordinator.
final class Avoided {
    private final List<Failed> all = new ArrayList<>();

    private record Failed(List<Long> tables, long untilNanos) {}

    void add(Pick pick, long untilNanos) {
        all.add(new Failed(pick.inputs(), untilNanos));
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

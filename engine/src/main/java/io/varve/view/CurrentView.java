package io.varve.view;

import io.varve.memtable.MemTable;
import io.varve.sstable.Table;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/// The newest view: one compare-and-set replaces it, one load reads it.
///
/// **Owner:** two threads replace it, the writer when it rotates and the installer when a flush or a merge is
/// durable; each makes its change to the view that is there, and again if the other came first.
///
/// **Promises:** who loads it under a pin of [Calls] may use all of it until the pin ends.
public final class CurrentView {
    private final AtomicReference<View> current;

    /// Begins with what recovery found.
    public CurrentView(View first) {
        this.current = new AtomicReference<>(first);
    }

    /// The newest view, with everything stored before it was installed. It is a volatile load and not an acquire
    /// only: it must not come before the compare-and-set of the pin it is under. (On x86 they are the same.)
    public View acquire() {
        return current.get();
    }

    /// Puts a fresh memtable in front; what was active is frozen from now on. On the writer's thread, between
    /// groups: everything in the frozen memtable is visible.
    ///
    /// @param firstSegment of the log that will hold any of the fresh one
    /// @return the new view; the first of its level-0 sources is what was active
    public View rotate(MemTable fresh, long firstSegment) {
        return replace(view -> view.rotated(fresh, firstSegment));
    }

    /// Puts tables in the place of a frozen memtable, which leaves by the same store (I-26). On the installer's
    /// thread, when the tables are durable and the manifest says so.
    ///
    /// @param tables newest first; none when everything was dropped
    /// @return the first view without the memtable: its generation is what the memtable is retired with
    public View install(MemTable flushed, List<Table> tables) {
        return replace(view -> view.installed(flushed, tables));
    }

    /// Puts the result of a merge in the place of its inputs; on the installer's thread, likewise.
    ///
    /// @param level that the outputs belong to, at least 1
    /// @param run of that level
    /// @param outputs without a key in common
    /// @return the first view without the inputs
    public View merge(List<Table> inputs, int level, long run, List<Table> outputs) {
        return replace(view -> view.merged(inputs, level, run, outputs));
    }

    private View replace(UnaryOperator<View> change) {
        while (true) {
            View before = current.get();
            View after = change.apply(before);
            if (current.compareAndSet(before, after)) {
                return after;
            }
        }
    }
}

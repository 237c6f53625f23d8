package io.varve.flush;

import io.varve.compaction.Pick;
import io.varve.compaction.Shape;
import io.varve.compaction.SortedRun;
import io.varve.format.TableSummary;
import io.varve.sstable.Table;
import io.varve.view.Level0Source;
import io.varve.view.Level0Table;
import io.varve.view.Run;
import io.varve.view.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a view is for who decides what is merged, and what they decided for who merges.
final class Plans {
    private Plans() {}

    /// The runs of a view, the newest first.
    ///
    /// @param oldestRotation that is not installed: no table of it or above may be merged (D-16)
    static List<SortedRun> runs(View view, long oldestRotation) {
        List<SortedRun> runs = new ArrayList<>();
        for (int i = 0; i < view.level0Count(); ) {
            Level0Source source = view.level0(i);
            List<TableSummary> ofRotation = new ArrayList<>();
            for (; i < view.level0Count() && view.level0(i).rotation() == source.rotation(); i++) {
                if (view.level0(i) instanceof Level0Table table) {
                    ofRotation.add(table.table().summary());
                }
            }
            if (!ofRotation.isEmpty() && source.rotation() < oldestRotation) {
                runs.add(new SortedRun(0, source.rotation(), ofRotation));
            }
        }
        for (int i = 0; i < view.runCount(); i++) {
            Run run = view.run(i);
            List<TableSummary> tables = new ArrayList<>();
            run.tables().forEach(table -> tables.add(table.summary()));
            runs.add(new SortedRun(run.level(), run.number(), tables));
        }
        return runs;
    }

    /// What is to be done, with the tables themselves.
    static MergePlan plan(View view, Pick pick) {
        Set<Long> inputs = new HashSet<>(pick.inputs());
        List<List<Table>> runs = new ArrayList<>();
        for (int i = 0; i < view.level0Count(); i++) {
            if (view.level0(i) instanceof Level0Table table
                    && inputs.contains(table.table().summary().number())) {
                runs.add(List.of(table.table()));
            }
        }
        List<TableSummary> older = new ArrayList<>();
        for (int i = 0; i < view.runCount(); i++) {
            Run run = view.run(i);
            List<Table> ofRun = new ArrayList<>();
            for (Table table : run.tables()) {
                if (inputs.contains(table.summary().number())) {
                    ofRun.add(table);
                } else if (isOlder(run, pick) && mayShare(table.summary(), pick)) {
                    older.add(table.summary());
                }
            }
            if (!ofRun.isEmpty()) {
                runs.add(ofRun);
            }
        }
        return new MergePlan(pick, runs, older);
    }

    private static boolean isOlder(Run run, Pick pick) {
        if (run.level() != pick.level()) {
            return run.level() > pick.level();
        }
        return pick.run() == Pick.NEW_RUN || run.number() < pick.run();
    }

    private static boolean mayShare(TableSummary table, Pick pick) {
        return table.smallest().compareTo(pick.largest()) <= 0
                && table.largest().compareTo(pick.smallest()) >= 0;
    }

    /// Of runs that are not level 0, which a run that is made now is newer than.
    static long newestNumber(View view, int level) {
        long newest = 0;
        for (int i = 0; i < view.runCount(); i++) {
            newest = view.run(i).level() == level ? Math.max(newest, view.run(i).number()) : newest;
        }
        return newest;
    }

    /// What a decision needs.
    static Shape shape(
            View view, long oldestRotation, List<Pick> running, Set<Long> taken, long oldestSnapshot, long purgeTime) {
        return new Shape(runs(view, oldestRotation), running, taken, oldestSnapshot, purgeTime);
    }
}

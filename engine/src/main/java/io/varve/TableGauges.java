package io.varve;

import io.varve.format.TableSummary;
import io.varve.sstable.Table;
import io.varve.view.Debt;
import io.varve.view.Level0Table;
import io.varve.view.Reaper;
import io.varve.view.Run;
import io.varve.view.View;
import java.util.ArrayList;
import java.util.List;

/// What a store holds in tables at one moment.
///
/// @param levels that have any, level 0 first
/// @param unfiltered tables that have no filter in memory
record TableGauges(long snapshotId, List<StoreStats.Level> levels, long unfiltered, long retiredBytes, long debtBytes) {
    /// Of a view.
    static TableGauges of(View view, long snapshotId, Reaper reaper, Debt debt) {
        List<StoreStats.Level> levels = new ArrayList<>();
        long rotation = 0;
        long unfiltered = 0;
        for (int i = 0; i < view.level0Count(); i++) {
            if (view.level0(i) instanceof Level0Table one) {
                add(levels, 0, rotation == one.rotation() ? 0 : 1, List.of(one.table()));
                unfiltered += one.table().hasFilter() ? 0 : 1;
                rotation = one.rotation();
            }
        }
        for (int i = 0; i < view.runCount(); i++) {
            Run run = view.run(i);
            add(levels, run.level(), 1, run.tables());
            for (Table table : run.tables()) {
                unfiltered += table.hasFilter() ? 0 : 1;
            }
        }
        return new TableGauges(snapshotId, levels, unfiltered, reaper.retiredBytes(), debt.bytesAcquire());
    }

    /// All levels as one, with the number of the deepest.
    StoreStats.Level all() {
        StoreStats.Level all = new StoreStats.Level(0, 0, 0, 0, 0, 0, 0);
        for (StoreStats.Level one : levels) {
            all = plus(one.level(), all, one);
        }
        return all;
    }

    /// Runs come level by level.
    private static void add(List<StoreStats.Level> levels, int level, int runs, List<Table> tables) {
        StoreStats.Level run = new StoreStats.Level(level, runs, 0, 0, 0, 0, 0);
        for (Table table : tables) {
            TableSummary summary = table.summary();
            StoreStats.Level one = new StoreStats.Level(
                    level, 0, 1, summary.bytes(), summary.rawBytes(), summary.entries(), summary.tombstones());
            run = plus(level, run, one);
        }
        boolean isMore = !levels.isEmpty() && levels.getLast().level() == level;
        levels.add(isMore ? plus(level, levels.removeLast(), run) : run);
    }

    private static StoreStats.Level plus(int level, StoreStats.Level a, StoreStats.Level b) {
        return new StoreStats.Level(
                level,
                a.runs() + b.runs(),
                a.tables() + b.tables(),
                a.bytes() + b.bytes(),
                a.rawBytes() + b.rawBytes(),
                a.entries() + b.entries(),
                a.tombstones() + b.tombstones());
    }
}

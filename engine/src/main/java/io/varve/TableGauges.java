package io.varve;

import io.varve.sstable.Table;
import io.varve.view.Debt;
import io.varve.view.Level0Table;
import io.varve.view.Reaper;
import io.varve.view.Run;
import io.varve.view.View;
import java.util.ArrayList;
import java.util.List;

/// What a store holds in tables at one moment.
record TableGauges(
        long snapshotId,
        long level0,
        long inRuns,
        long bytes,
        long entries,
        long retiredBytes,
        long debtBytes,
        List<StoreStats.Level> levels) {
    /// Of a view.
    static TableGauges of(View view, long snapshotId, Reaper reaper, Debt debt) {
        long inRuns = 0;
        for (int i = 0; i < view.runCount(); i++) {
            inRuns += view.run(i).count();
        }
        long count = 0;
        long bytes = 0;
        long entries = 0;
        for (Table table : view.tables()) {
            count++;
            bytes += table.summary().bytes();
            entries += table.summary().entries();
        }
        return new TableGauges(
                snapshotId,
                count - inRuns,
                inRuns,
                bytes,
                entries,
                reaper.retiredBytes(),
                debt.bytesAcquire(),
                levels(view));
    }

    private static List<StoreStats.Level> levels(View view) {
        List<StoreStats.Level> levels = new ArrayList<>();
        List<Table> ofLevel = new ArrayList<>();
        int flushes = 0;
        long last = 0;
        for (int i = 0; i < view.level0Count(); i++) {
            if (view.level0(i) instanceof Level0Table table) {
                flushes += table.rotation() == last ? 0 : 1;
                last = table.rotation();
                ofLevel.add(table.table());
            }
        }
        add(levels, 0, flushes, ofLevel);
        int runs = 0;
        for (int i = 0; i < view.runCount(); i++) {
            Run run = view.run(i);
            ofLevel.addAll(run.tables());
            runs++;
            if (i + 1 == view.runCount() || view.run(i + 1).level() != run.level()) {
                add(levels, run.level(), runs, ofLevel);
                runs = 0;
            }
        }
        return levels;
    }

    private static void add(List<StoreStats.Level> levels, int level, int runs, List<Table> tables) {
        long bytes = 0;
        long entries = 0;
        long tombstones = 0;
        for (Table table : tables) {
            bytes += table.summary().bytes();
            entries += table.summary().entries();
            tombstones += table.summary().tombstones();
        }
        if (!tables.isEmpty()) {
            levels.add(new StoreStats.Level(level, runs, tables.size(), bytes, entries, tombstones));
        }
        tables.clear();
    }
}

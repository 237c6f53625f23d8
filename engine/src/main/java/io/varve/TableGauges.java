package io.varve;

import io.varve.sstable.Table;
import io.varve.view.Reaper;
import io.varve.view.View;

/// What a store holds in tables at one moment.
record TableGauges(long snapshotId, long level0, long inRuns, long bytes, long entries, long retiredBytes) {
    /// Of a view.
    static TableGauges of(View view, long snapshotId, Reaper reaper) {
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
        return new TableGauges(snapshotId, count - inRuns, inRuns, bytes, entries, reaper.retiredBytes());
    }
}

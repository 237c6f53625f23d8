package io.varve;

import io.varve.nativeio.Scheduler;
import io.varve.view.Calls;
import io.varve.view.CurrentView;
import io.varve.view.Debt;
import io.varve.view.Horizon;
import io.varve.view.LiveSnapshots;
import io.varve.view.Reaper;

/// What a store reads from, and who is reading.
record Reading(CurrentView view, Horizon horizon, Calls calls, Reaper reaper, LiveSnapshots snapshots, Debt debt) {
    /// What an open has brought together.
    static Reading of(StoreParts parts) {
        Scheduler scheduler = parts.seams().scheduler();
        CurrentView view = new CurrentView(parts.view());
        Horizon horizon = new Horizon(parts.lastSequence());
        Calls calls = new Calls(scheduler, view);
        return new Reading(
                view,
                horizon,
                calls,
                new Reaper(view, calls, scheduler),
                new LiveSnapshots(horizon, parts.time()),
                new Debt());
    }
}

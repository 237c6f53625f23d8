package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compaction.CompactionConfig;
import io.varve.compaction.Usage;
import io.varve.event.EventSink;
import io.varve.nativeio.sim.Simulation;
import io.varve.stats.FlushCounters;
import io.varve.view.Debt;
import org.junit.jupiter.api.Test;

/// When the coordinator is to look at merges again.
final class MergesTest {
    private final Simulation simulation = new Simulation(1);
    private final FlushRig rig = new FlushRig(simulation, false, 1, attempt -> FlushRig.Fate.SUCCEEDS);
    private final CompactionConfig config = new CompactionConfig(true, 4, 8, 4, 1, 1, 1, 50);

    /// A window may end while the names of tables are synced: nothing is decided then, and nobody turns round in
    /// circles until they are.
    @Test
    void aWindowThatEndsWhileNothingCanBeInstalledIsNoReasonNotToRest() {
        long now = simulation.clock().nanoTime();
        Adapting adapting = new Adapting(config, 4, nanos -> new Usage(nanos, 1, 1, 1, 1), now);
        Merges merges = merges(adapting);
        merges.begin(1, false);
        assertTrue(merges.nextDuty(now) > now, "it is due, and waits for something else");
        merges.begin(1, true);
        assertTrue(merges.nextDuty(now) > now && merges.nextDuty(now) <= now + 2 * Adapting.WINDOW_NANOS);
    }

    private Merges merges(Adapting adapting) {
        Backoff backoff = new Backoff(1_000_000, 50_000_000, simulation.random("merges"));
        CompactionParts parts = new CompactionParts(
                config,
                adapting,
                1,
                new NoMerging(),
                backoff,
                new Debt(),
                new Pressure(8, 1L << 40, true),
                pace -> {});
        return new Merges(
                new FlushConfig("/store", 1, true, FlushRig.STREAM_NANOS, backoff, 20, 0, 0),
                parts,
                rig,
                new Handover<>(1),
                new FlushTally(new FlushCounters(), EventSink.NONE, simulation.clock()),
                rig,
                FlushRig.noReserve(),
                () -> 0,
                simulation.clock());
    }
}

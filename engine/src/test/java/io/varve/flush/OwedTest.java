package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.varve.compaction.CompactionConfig;
import io.varve.compaction.Pick;
import io.varve.compaction.Shape;
import io.varve.compaction.SortedRun;
import io.varve.error.CorruptionException;
import io.varve.error.RejectionCause;
import io.varve.format.Expiry;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.sim.Simulation;
import io.varve.view.Debt;
import io.varve.write.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What held writers are told, whatever else goes on (I-92).
final class OwedTest {
    private static final int HELD_FROM = 4;
    private static final long LEVEL_0 = 100;
    private static final long BELOW = 200;

    private final List<Pace> paces = new ArrayList<>();
    private final Avoided avoided = new Avoided();
    private final CorruptionException damage = new CorruptionException("table", 0, "a block", "another one");
    private final CompactionParts parts = new CompactionParts(
            new CompactionConfig(true, 4, 8, 4, 1, 1, 1, 50),
            null,
            1,
            new NoMerging(),
            new Backoff(1_000_000, 50_000_000, new Simulation(1).random("owed")),
            new Debt(),
            new Pressure(HELD_FROM, 1L << 40, true),
            paces::add);
    private final Owed owed = new Owed(parts, FlushRig.noReserve());

    @Test
    void aMergeOfLevel0ThatFailsIsNamedWhileOthersSucceed() {
        owed.count(shape());
        avoided.add(pick(LEVEL_0), 1, damage, 1);
        // Another has just succeeded, and one more runs.
        owed.setPace(List.of(attempt(BELOW)), avoided, true, false, null, 0);
        assertEquals(Pace.failing(RejectionCause.LEVEL_0_BEHIND, damage, false), paces.getLast());
    }

    /// After some failures nobody waits for the next attempt, though others have succeeded in between.
    @Test
    void whatFailsInLevel0AgainAndAgainIsHopelessThoughOthersSucceed() {
        owed.count(shape());
        avoided.add(pick(LEVEL_0), 1, damage, 4);
        owed.setPace(List.of(attempt(BELOW)), avoided, true, false, null, 0);
        assertEquals(Pace.failing(RejectionCause.LEVEL_0_BEHIND, damage, true), paces.getLast());
    }

    /// As soon as level 0 is merged itself, writes wait for that.
    @Test
    void whileLevel0IsMergedNoFailureIsNamed() {
        owed.count(shape());
        avoided.add(pick(LEVEL_0), 1, damage, 4);
        owed.setPace(List.of(attempt(LEVEL_0 + 1)), avoided, true, false, damage, 4);
        assertEquals(Pace.held(RejectionCause.LEVEL_0_BEHIND), paces.getLast());
        assertNull(paces.getLast().failure());
    }

    /// What failed below is not what writes are held for.
    @Test
    void aMergeBelowThatFailsIsNotNamedWhileAnotherRuns() {
        owed.count(shape());
        avoided.add(pick(BELOW), 1, damage, 4);
        owed.setPace(List.of(attempt(BELOW + 1)), avoided, true, false, damage, 4);
        assertEquals(Pace.held(RejectionCause.LEVEL_0_BEHIND), paces.getLast());
    }

    /// Level 0 is at its limit, and there is something below.
    private static Shape shape() {
        List<SortedRun> runs = new ArrayList<>();
        for (int i = HELD_FROM - 1; i >= 0; i--) {
            runs.add(new SortedRun(0, i + 1, List.of(table(LEVEL_0 + i))));
        }
        runs.add(new SortedRun(Shape.BOTTOM, 1, List.of(table(BELOW))));
        return new Shape(runs, List.of(), Set.of(), Long.MAX_VALUE, Long.MIN_VALUE);
    }

    private static TableSummary table(long number) {
        KeyBytes key = KeyBytes.of(new byte[] {1});
        return new TableSummary(number, 1, 0, 1, 0, 1, key, key, 1, 1, Expiry.NEVER, Expiry.NEVER, Expiry.NEVER, 0);
    }

    private static Pick pick(long table) {
        KeyBytes key = KeyBytes.of(new byte[] {1});
        return new Pick(Pick.Kind.MERGE, Pick.Reason.LEVEL_0, List.of(table), Shape.BOTTOM, Pick.NEW_RUN, key, key, 1);
    }

    private MergeAttempt attempt(long table) {
        MergePlan plan = new MergePlan(pick(table), List.of(), List.of());
        return new MergeAttempt(plan, parts.merging(), List.of(), List.of(), false);
    }
}

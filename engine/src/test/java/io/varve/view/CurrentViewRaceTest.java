package io.varve.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.memtable.MemTable;
import io.varve.write.Trials;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// I-26 between real threads: writer and installer replace the view, and neither undoes what the other did; a
/// reader sees every memtable in its place, or gone.
final class CurrentViewRaceTest {
    private static final int TRIALS = 20_000;
    private static final int LOOKS = 8;

    private final TestMemTables memTables = new TestMemTables(4096);
    private final MemTable[] shared = {memTables.take(), memTables.take(), memTables.take(), memTables.take()};
    private CurrentView current = new CurrentView(View.first(shared[0], 1, 0, List.of(), List.of()));
    private volatile boolean isTorn;

    @AfterEach
    void free() {
        memTables.close();
    }

    @Test
    void rotationsAndInstallationsAreAllThere() throws InterruptedException {
        new Trials("rotate against install", TRIALS, this::rotates, this::installs, this::looks)
                .run(this::prepare, this::outcome, outcome -> outcome == 0);
    }

    private void prepare(int trial) {
        isTorn = false;
        current = new CurrentView(View.first(shared[0], 1, 0, List.of(), List.of()));
        current.rotate(shared[1], 1);
    }

    private void rotates(int trial) {
        current.rotate(shared[2], 2);
        current.rotate(shared[3], 3);
    }

    private void installs(int trial) {
        current.install(shared[0], List.of());
    }

    private void looks(int trial) {
        for (int look = 0; look < LOOKS; look++) {
            View view = current.acquire();
            long newest = view.activeRotation();
            boolean hasFirst = view.uses(shared[0]);
            isTorn |= shared[(int) newest - 1] != view.active()
                    || view.level0Count() != newest - (hasFirst ? 1 : 2)
                    || (newest > 1 && view.level0Count() > 0 && view.level0(0).rotation() != newest - 1);
        }
    }

    private int outcome(int trial) {
        View view = current.acquire();
        assertEquals(4, view.activeRotation());
        assertEquals(5, view.generation());
        assertEquals(
                List.of(2L, 3L),
                view.frozen().stream().map(FrozenMemTable::rotation).toList());
        assertEquals(
                List.of(1L, 2L),
                view.frozen().stream().map(FrozenMemTable::firstSegment).toList());
        return isTorn ? 1 : 0;
    }
}

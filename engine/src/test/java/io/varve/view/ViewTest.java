package io.varve.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.memtable.MemTable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// D-16, I-26, W-B6: what stands in a view, where, and until when.
final class ViewTest {
    private final TestMemTables memTables = new TestMemTables(4096);
    private final MemTable first = memTables.take();
    private final MemTable second = memTables.take();
    private final MemTable third = memTables.take();
    private final CurrentView current = new CurrentView(View.first(first, 10, 5, List.of(), List.of()));

    @AfterEach
    void free() {
        memTables.close();
    }

    @Test
    void aRotationFreezesWhatWasActive() {
        memTables.put(first, 1, 1, 77);
        View before = current.acquire();
        View view = current.rotate(second, 8);

        assertSame(view, current.acquire());
        assertSame(second, view.active());
        assertEquals(11, view.activeRotation());
        assertEquals(8, view.activeFirstSegment());
        assertEquals(new FrozenMemTable(first, 10, 5, 77), view.level0(0));
        assertEquals(before.generation() + 1, view.generation());
        assertEquals(0, before.level0Count());
    }

    @Test
    void theNewestIsInFrontAndTheOldestIsInstalledFirst() {
        current.rotate(second, 8);
        View view = current.rotate(third, 9);

        assertEquals(
                List.of(11L, 10L),
                List.of(view.level0(0).rotation(), view.level0(1).rotation()));
        assertEquals(
                List.of(first, second),
                view.frozen().stream().map(FrozenMemTable::table).toList());
    }

    /// A flush that ends first may be that of the newer memtable.
    @Test
    void aMemTableLeavesByWhatItIs() {
        current.rotate(second, 8);
        View both = current.rotate(third, 9);
        View view = current.install(second, List.of());

        assertEquals(
                List.of(first),
                view.frozen().stream().map(FrozenMemTable::table).toList());
        assertTrue(view.uses(first));
        assertFalse(view.uses(second));
        assertTrue(view.uses(third));
        assertTrue(both.uses(second));
        assertEquals(0, current.install(first, List.of()).level0Count());
    }

    @Test
    void whatIsNotFrozenIsNotInstalled() {
        View view = current.rotate(second, 8);
        assertThrows(IllegalStateException.class, () -> current.install(second, List.of()));
        assertThrows(IllegalStateException.class, () -> current.install(third, List.of()));
        assertSame(view, current.acquire());
        current.install(first, List.of());
        assertThrows(IllegalStateException.class, () -> current.install(first, List.of()));
    }
}

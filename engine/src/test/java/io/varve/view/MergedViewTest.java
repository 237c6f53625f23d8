package io.varve.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.memory.Keys;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.TargetTempDirs;
import io.varve.sstable.Table;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableConfig;
import io.varve.sstable.TableStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// D-16: where tables stand in a view, and which may be merged.
final class MergedViewTest {
    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    private final TestMemTables memTables = new TestMemTables(4096);
    private final Memory memory = memTables.memory();
    private final Region entry = memory.allocate(memory.budget().account("test"), 4096, Pages.BASE);
    private final List<Table> opened = new ArrayList<>();
    private final List<MemTable> frozen = new ArrayList<>();
    private final CurrentView current = new CurrentView(View.first(memTables.take(), 1, 0, List.of(), List.of()));
    private Directory directory;
    private TableStore store;

    @BeforeEach
    void open() {
        directory = Linux.disk().openDirectory(folder.toString());
        store = new TableStore(
                TableConfig.of(new StoreId(1, 2)),
                directory,
                memory,
                memory.budget().account("building"),
                memory.budget().account("tables"),
                () -> 1,
                Linux.clock());
    }

    @AfterEach
    void close() {
        opened.forEach(Table::close);
        store.close();
        directory.close();
        memory.free(entry);
        memTables.close();
    }

    @Test
    void aTableStandsWhereItsMemTableStood() {
        rotate(3);
        Table middle = table(1, 5);
        Table second = table(6, 9);
        View view = current.install(frozen.get(1), List.of(second, middle));

        assertEquals(4, view.level0Count());
        assertEquals(3, view.level0(0).rotation());
        assertSame(second, ((Level0Table) view.level0(1)).table());
        assertSame(middle, ((Level0Table) view.level0(2)).table());
        assertEquals(
                List.of(2L, 2L),
                List.of(view.level0(1).rotation(), view.level0(2).rotation()));
        assertEquals(1, view.level0(3).rotation());
        assertEquals(List.of(second, middle), view.tables());
        assertTrue(view.uses(middle));
    }

    /// Below an older memtable, its newer versions would hide behind older ones.
    @Test
    void aTableIsNotMergedPastAnOlderMemTable() {
        rotate(2);
        Table newer = table(1, 5);
        View view = current.install(frozen.get(1), List.of(newer));

        assertThrows(IllegalStateException.class, () -> current.merge(List.of(newer), 1, 0, List.of(table(1, 5))));
        assertSame(view, current.acquire());
    }

    @Test
    void aTableIsNotMergedPastAnOlderTable() {
        rotate(2);
        Table older = table(1, 5);
        Table newer = table(3, 9);
        current.install(frozen.get(0), List.of(older));
        current.install(frozen.get(1), List.of(newer));

        assertThrows(IllegalStateException.class, () -> current.merge(List.of(newer), 1, 0, List.of(table(3, 9))));
        Table merged = table(1, 5);
        View view = current.merge(List.of(older), 1, 0, List.of(merged));
        assertEquals(List.of(newer, merged), view.tables());
        assertFalse(view.uses(older));
    }

    @Test
    void aRunKeepsTheTablesThatTookNoPart() {
        rotate(1);
        Table flushed = table(20, 25);
        current.install(frozen.get(0), List.of(flushed));
        Table low = table(1, 9);
        Table high = table(20, 29);
        current.merge(List.of(), 1, 0, List.of(high, low));
        Table merged = table(20, 29);
        View view = current.merge(List.of(flushed, high), 1, 0, List.of(merged));

        assertEquals(1, view.runCount());
        assertEquals(List.of(low, merged), view.run(0).tables());
        assertEquals(0, view.level0Count());
        assertThrows(
                IllegalArgumentException.class,
                () -> current.merge(List.of(), 1, 0, List.of(table(5, 6))),
                "overlapping");
    }

    @Test
    void runsStandByLevelAndGoWhenNothingIsLeft() {
        Table deep = table(1, 9);
        Table upper = table(1, 9);
        current.merge(List.of(), 4, 0, List.of(deep));
        View view = current.merge(List.of(), 2, 0, List.of(upper));
        assertEquals(List.of(2, 4), List.of(view.run(0).level(), view.run(1).level()));
        assertEquals(List.of(upper, deep), view.tables());

        assertEquals(0, current.merge(List.of(upper, deep), 4, 0, List.of()).runCount());
        assertThrows(IllegalStateException.class, () -> current.merge(List.of(upper), 4, 0, List.of()));
    }

    @Test
    void aRunKnowsWhichTableAKeyWouldBeIn() {
        Run run = new Run(1, 0, List.of(table(20, 29), table(1, 9)));
        assertEquals(List.of(0, Run.NONE), places(run, 0));
        assertEquals(List.of(0, 0), places(run, 1));
        assertEquals(List.of(0, 0), places(run, 9));
        assertEquals(List.of(1, Run.NONE), places(run, 10));
        assertEquals(List.of(1, 1), places(run, 20));
        assertEquals(List.of(1, 1), places(run, 29));
        assertEquals(List.of(2, Run.NONE), places(run, 30));
    }

    /// At or above, and of it.
    private List<Integer> places(Run run, long key) {
        entry.putLong(0, Long.reverseBytes(key));
        long prefix = Keys.prefix(entry, 0, Long.BYTES);
        return List.of(run.indexAtOrAbove(prefix, entry, 0, Long.BYTES), run.indexOf(prefix, entry, 0, Long.BYTES));
    }

    private void rotate(int times) {
        for (int i = 0; i < times; i++) {
            frozen.add(current.acquire().active());
            current.rotate(memTables.take(), 0);
        }
    }

    private Table table(long smallest, long largest) {
        try (TableBuilder builder = store.create(opened.size() + 1L, 1 << 20)) {
            for (long key = smallest; key <= largest; key++) {
                entry.putLong(0, Long.reverseBytes(key));
                builder.add(entry, 0, Long.BYTES, entry, 64, 8, RecordKind.PUT, 1, Long.MAX_VALUE);
            }
            Table table = store.open(builder.finish());
            opened.add(table);
            return table;
        }
    }
}

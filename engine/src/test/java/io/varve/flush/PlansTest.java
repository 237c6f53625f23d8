package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.compaction.Pick;
import io.varve.compaction.Shape;
import io.varve.format.KeyBytes;
import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
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
import io.varve.view.Run;
import io.varve.view.TestMemTables;
import io.varve.view.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a view is older than what is merged: a tombstone stays as long as there is any (I-79).
final class PlansTest {
    private static final int LEVEL = Shape.BOTTOM - 1;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    private final TestMemTables memTables = new TestMemTables(4096);
    private final Memory memory = memTables.memory();
    private final Region entry = memory.allocate(memory.budget().account("test"), 4096, Pages.BASE);
    private final List<Table> opened = new ArrayList<>();
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
    void runsOfTheSameLevelBelowTheOneThatIsMadeAreOlder() {
        Table newest = table(1, 9);
        Table newer = table(1, 9);
        Table older = table(1, 5);
        Table apart = table(11, 19);
        Table deep = table(1, 9);
        View view = view(
                new Run(LEVEL, 4, List.of(newest)),
                new Run(LEVEL, 3, List.of(newer)),
                new Run(LEVEL, 2, List.of(older, apart)),
                new Run(Shape.BOTTOM, 1, List.of(deep)));

        assertEquals(numbers(older, deep), older(view, pick(LEVEL, 4, newest, newer)));
        assertEquals(numbers(deep), older(view, pick(LEVEL, 3, newer, older)), "what is newer is not");
        assertEquals(numbers(newer, older, deep), older(view, pick(LEVEL, Pick.NEW_RUN, newest)));
        assertEquals(numbers(), older(view, pick(Shape.BOTTOM, 1, newest, newer, older, deep)));
    }

    private View view(Run... runs) {
        return View.first(memTables.take(), 1, 0, List.of(), List.of(runs));
    }

    private static List<Long> older(View view, Pick pick) {
        return Plans.plan(view, pick).older().stream().map(TableSummary::number).toList();
    }

    private static List<Long> numbers(Table... tables) {
        return List.of(tables).stream().map(table -> table.summary().number()).toList();
    }

    private static Pick pick(int level, long run, Table... inputs) {
        KeyBytes smallest = inputs[0].summary().smallest();
        KeyBytes largest = inputs[0].summary().largest();
        return new Pick(Pick.Kind.MERGE, Pick.Reason.RUNS, numbers(inputs), level, run, smallest, largest, 1);
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

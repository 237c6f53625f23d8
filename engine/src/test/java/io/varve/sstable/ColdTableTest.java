package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.cursor.Cursor;
import io.varve.format.TableSummary;
import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What of a table that is on the device alone comes into memory when it is read (decision 252).
final class ColdTableTest {
    private static final int PAGE = 4096;
    private static final int ENTRIES = 20_000;
    private static final int VALUE_BYTES = 200;

    @TempDir(factory = TargetTempDirs.class)
    Path path;

    private final Region key = TestTables.region(64);

    @Test
    void aLookupBringsItsBlockIntoMemoryAndNoMore() {
        usingCold((table, pages) -> {
            setKey(ENTRIES / 2);
            BlockReader reader = new BlockReader();
            assertTrue(table.find(key, 0, 16, Long.MAX_VALUE, reader) != Table.NOT_FOUND);
            reader.close();
            assertEquals(pages.before + 2, pages.now(), 1, "a block of a page touches two");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWalkHasTheDeviceReadWhatComesNext(boolean isUpward) {
        usingCold((table, pages) -> {
            Cursor cursor = table.cursor(Long.MAX_VALUE);
            setKey(ENTRIES / 2);
            assertTrue(cursor.seek(key, 0, 16));
            walk(pages, isUpward ? cursor::next : cursor::previous);
        });
    }

    /// Through 16 blocks: what was asked for then is as much again, at least.
    private static void walk(Pages pages, BooleanSupplier step) {
        int walked = 0;
        for (; walked < 16 * PAGE; walked += VALUE_BYTES + 16) {
            assertTrue(step.getAsBoolean());
        }
        int touched = walked / PAGE + 1;
        Await.until("pages that were asked for", () -> pages.now() - pages.before >= 2 * touched);
        assertTrue(pages.now() - pages.before < 40 * touched, "and not all of the table");
    }

    private void setKey(int number) {
        key.putLongBigEndian(0, (number + 1L) << 32);
        key.putLongBigEndian(8, 0);
    }

    private interface User {
        void use(Table table, Pages pages);
    }

    /// How many pages of the file are in memory.
    private static final class Pages {
        private final Mapping mapping;
        private final int before;

        Pages(Mapping mapping) {
            this.mapping = mapping;
            this.before = now();
        }

        int now() {
            return mapping.residentPages(0, mapping.region().size());
        }
    }

    private void usingCold(User user) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            rows.add(Row.put(TableKeys.bigEndian((i + 1L) << 32, 16), i + 1, new byte[VALUE_BYTES]));
        }
        Directory directory = Linux.disk().openDirectory(path.toString());
        TableConfig config = TableConfig.of(TestTables.STORE).withSignposts();
        try (TestTables tables = new TestTables(directory, config, Linux.memory(new MemoryBudget(1L << 28)))) {
            TableSummary summary = tables.build(1, rows);
            withFile(directory, summary, file -> {
                assertEquals(0, file.advise(0, 0, CacheAdvice.DONT_NEED));
                try (Mapping mapping = file.map(0, summary.bytes(), MapMode.READ)) {
                    int left = mapping.residentPages(0, summary.bytes());
                    Assumptions.assumeTrue(left < ENTRIES / 1000, "a file system that keeps files in memory");
                    try (Table table = tables.store.open(summary)) {
                        user.use(table, new Pages(mapping));
                    }
                }
            });
        }
    }

    private static void withFile(Directory directory, TableSummary summary, Consumer<DiskFile> user) {
        try (DiskFile file = directory.open(TableName.of(summary.number()), OpenFlags.READ)) {
            assertEquals(0, file.errno());
            user.accept(file);
        }
    }
}

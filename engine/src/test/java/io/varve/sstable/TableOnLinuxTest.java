package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compression.Codec;
import io.varve.cursor.Cursor;
import io.varve.format.TableSummary;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Allocations;
import io.varve.nativeio.testing.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables on the machine itself: its kernel, its file system, its memory.
final class TableOnLinuxTest {
    private static final int CALLS = 500;
    private static final int WARM_UP = 20;

    private final Memory memory = Linux.memory(new MemoryBudget(1L << 28));

    @TempDir
    Path path;

    @Test
    void tablesReadBackHoweverTheyWereWritten() {
        List<Row> rows = TableModelTest.rows(new SplittableRandom(3), TableKeys.NUMBERS, 5_000, 20_000);
        for (boolean isMapped : new boolean[] {true, false}) {
            TableConfig config = new TableConfig(TestTables.STORE, 4096, 10, TableConfig.WINDOW_BYTES, isMapped);
            try (TestTables tables = tables(config)) {
                TableSummary summary = tables.build(isMapped ? 1 : 2, rows);
                try (Table table = tables.store.open(summary)) {
                    TableScan scan = table.scan();
                    for (Row row : rows) {
                        assertTrue(scan.next());
                        assertEquals(row, Row.of(scan));
                        assertEquals(row, tables.find(table, row.key, row.sequence));
                    }
                }
                boolean isDirect = tables.directory.capabilities().hasDirect();
                assertEquals(isDirect ? 0 : 1, tables.store.counters().cachedReadBacks());
                tables.assertNothingIsTaken();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void readingAllocatesNothing(Codec codec) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            rows.add(Row.put(TableKeys.bigEndian((i + 1L) << 32, 16), 2L * i + 2, new byte[20]));
            rows.add(Row.put(TableKeys.bigEndian((i + 1L) << 32, 16), 2L * i + 1, new byte[20]));
        }
        Region key = TestTables.region(64);
        BlockReader reader = new BlockReader();
        long[] next = {1};
        try (TestTables tables = tables(TableConfig.of(TestTables.STORE).with(codec, Codec.NONE));
                Table table = tables.store.open(tables.build(1, rows))) {
            Cursor cursor = table.cursor(Long.MAX_VALUE);
            // zstd-jni allocates for a block what the compiler does not find to be needless.
            long most = codec == Codec.ZSTD ? 512L * CALLS : 0;
            assertAtMost(most, "get", () -> {
                key.putLongBigEndian(0, (++next[0] % 3_999 + 1) << 32);
                boolean mayBe = table.mayContain(Table.hash(key, 0, 16));
                long entry = table.find(key, 0, 16, Long.MAX_VALUE, reader);
                boolean isThere = mayBe && reader.valueLength(entry) == 20;
                reader.close();
                return isThere;
            });
            assertAtMost(most * 60, "seek and steps", () -> {
                key.putLongBigEndian(0, (++next[0] % 3_000 + 100) << 32);
                boolean isThere = cursor.seek(key, 0, 16) && cursor.seekForPrevious(key, 0, 16);
                for (int i = 0; i < 20; i++) {
                    isThere &= (i & 7) == 7 ? cursor.previous() : cursor.next();
                }
                return isThere && cursor.first() && cursor.last() && cursor.keyLength() == 16;
            });
        }
    }

    /// Row 60, in a process of its own, compiled and unchecked as in production: it goes on.
    ///
    /// The second time all that reads has been compiled by the optimising compiler, and always the same, when
    /// the file is cut: what it does depends on that when it goes on after a load that failed (decision 250).
    @ParameterizedTest
    @ValueSource(strings = {"-XX:+TieredCompilation", "-XX:-TieredCompilation"})
    void row60AFileThatIsCutUnderItsMappingIsDamagedAndTheProcessLives(String compilation) throws Exception {
        ChildJvm child = new ChildJvm().unchecked().with(compilation, "-Xbatch", "-XX:+ErrorFileToStdout");
        ChildJvm.Result result = child.run(CutTable.class, path.toString());
        assertEquals(0, result.exitCode(), () -> result.output() + result.errors());
        assertTrue(result.output().contains("alive"), result::output);
    }

    /// Row 51, the same of what is being written: an error of the mapping, whenever it comes, is the end of that build
    /// and of nothing else.
    @Test
    void row51AFileThatIsCutWhileItIsWrittenFailsTheBuildAndTheProcessLives() throws Exception {
        ChildJvm.Result result = new ChildJvm().unchecked().run(CutBuild.class, path.toString());
        assertEquals(0, result.exitCode(), result::errors);
        assertTrue(
                result.output().contains("access to mapped memory")
                        || result.output().contains("store to the mapping"),
                result::output);
    }

    private static void assertAtMost(long bytes, String what, BooleanSupplier call) {
        if (bytes == 0) {
            Allocations.assertNone(what, CALLS, call);
        } else {
            Allocations.of(WARM_UP * CALLS, call);
            long allocated = Allocations.of(CALLS, call);
            assertTrue(allocated <= bytes, () -> what + ": " + allocated + " bytes allocated");
        }
    }

    private TestTables tables(TableConfig config) {
        Directory directory = Linux.disk().openDirectory(path.toString());
        return new TestTables(directory, config, memory);
    }
}

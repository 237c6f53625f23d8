package io.varve.sstable;

import io.varve.cursor.Cursor;
import io.varve.error.CorruptionException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.util.ArrayList;
import java.util.List;

/// The process that reads a table while its file is cut.
final class CutTable {
    private static final int ENTRIES = 20_000;

    private CutTable() {}

    /// Reads until all code that reads is compiled, cuts the file, and reads on.
    ///
    /// @param arguments the directory
    public static void main(String[] arguments) {
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i <= ENTRIES; i++) {
            rows.add(Row.put(TableKeys.bigEndian((long) i << 32, 16), i, new byte[100]));
        }
        Directory directory = Linux.disk().openDirectory(arguments[0]);
        TableConfig config = TableConfig.of(TestTables.STORE).withSignposts();
        try (TestTables tables = new TestTables(directory, config, Linux.memory(new MemoryBudget(1L << 26)));
                Table table = tables.store.open(tables.build(1, rows));
                Table untouched = tables.store.open(table.summary())) {
            int refused = 0;
            for (int round = 0; round < 14; round++) {
                if (round == 8) {
                    cut(directory, table.summary().bytes() / 2 & -4096);
                }
                refused += gets(tables, table, rows) + finds(table) + walk(table) + walkDown(table);
            }
            int first = gets(tables, untouched, rows);
            System.out.println("alive; " + refused + " refused, " + first + " of what was not touched before");
            boolean isRight = refused > 2 * ENTRIES && first > ENTRIES / 3 && first < ENTRIES * 2 / 3;
            System.exit(isRight ? 0 : 3);
        }
    }

    private static void cut(Directory directory, long size) {
        try (DiskFile file = directory.open(TableName.of(1), OpenFlags.READ | OpenFlags.WRITE)) {
            if (file.truncate(size) != 0) {
                throw new IllegalStateException("not cut");
            }
        }
    }

    private static int gets(TestTables tables, Table table, List<Row> rows) {
        int refused = 0;
        for (Row row : rows) {
            try {
                Row found = tables.find(table, row.key, Long.MAX_VALUE);
                if (!row.equals(found)) {
                    throw new IllegalStateException(found + " for " + row);
                }
            } catch (CorruptionException | InternalError damaged) {
                // The row is copied out of the mapping by this test, where the error can come as it is.
                refused++;
            }
        }
        return refused;
    }

    /// As a store does it: nothing is copied, and the error comes whenever it likes.
    private static int finds(Table table) {
        Region key = TestTables.region(32);
        BlockReader reader = new BlockReader();
        int refused = 0;
        for (long i = 1; i <= ENTRIES; i++) {
            key.putLongBigEndian(0, i << 32);
            try {
                long entry = table.find(key, 0, 16, Long.MAX_VALUE, Table.hash(key, 0, 16), reader);
                boolean isRight = entry != Table.NOT_FOUND && reader.valueLength(entry) == 100;
                refused += isRight ? 0 : -1_000_000;
            } catch (CorruptionException | InternalError damaged) {
                refused++;
            }
        }
        return refused;
    }

    private static int walk(Table table) {
        Cursor cursor = table.cursor(Long.MAX_VALUE);
        try {
            long seen = 0;
            for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
                seen += cursor.valueLength();
            }
            return seen == 100L * ENTRIES ? 0 : -1_000_000;
        } catch (CorruptionException | InternalError damaged) {
            return 1;
        }
    }

    private static int walkDown(Table table) {
        Cursor cursor = table.cursor(Long.MAX_VALUE);
        try {
            long seen = 0;
            for (boolean isThere = cursor.last(); isThere; isThere = cursor.previous()) {
                seen += cursor.keyLength();
            }
            return seen == 16L * ENTRIES ? 0 : -1_000_000;
        } catch (CorruptionException | InternalError damaged) {
            return 1;
        }
    }
}

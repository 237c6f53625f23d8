package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.linux.Linux;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The process that writes tables through mappings while their files are cut under it.
final class CutBuild {
    private static final int ENTRIES = 20_000;
    private static final int WARM_UP = 12;
    private static final int CUT = 8;

    private CutBuild() {}

    /// Builds tables until all code that writes is compiled, and then some whose files are cut on the way.
    ///
    /// @param arguments the directory
    public static void main(String[] arguments) {
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i <= ENTRIES; i++) {
            rows.add(Row.put(TableKeys.bigEndian((long) i << 32, 16), i, new byte[100]));
        }
        Directory directory = Linux.disk().openDirectory(arguments[0]);
        Set<String> refused = new TreeSet<>();
        try (TestTables tables =
                new TestTables(directory, TableConfig.of(TestTables.STORE), Linux.memory(new MemoryBudget(1L << 26)))) {
            for (int number = 1; number <= WARM_UP + CUT; number++) {
                boolean isCut = number > WARM_UP;
                boolean isMade = build(tables, number, rows, isCut ? (number - WARM_UP) * (ENTRIES / CUT) : 0, refused);
                if (isMade == isCut) {
                    throw new IllegalStateException("table " + number + " was" + (isMade ? "" : " not") + " made");
                }
            }
            List<String> left = new ArrayList<>();
            directory.list(left);
            if (left.size() != WARM_UP || tables.building.used() != 0) {
                throw new IllegalStateException("left behind: " + left + ", " + tables.building);
            }
        }
        System.out.println("alive; met by " + refused);
    }

    /// @param cutAt the number of the entry before which the file is cut; 0 for never
    private static boolean build(TestTables tables, int number, List<Row> rows, int cutAt, Set<String> refused) {
        try (TableBuilder builder = tables.store.create(number, 1 << 20)) {
            for (int i = 0; i < rows.size(); i++) {
                if (i + 1 == cutAt) {
                    cut(tables.directory, number);
                }
                tables.add(builder, rows.get(i));
            }
            builder.finish();
            return true;
        } catch (StoreIoException typed) {
            refused.add(typed.call());
            return false;
        } catch (CorruptionException readBack) {
            refused.add("read back");
            return false;
        }
    }

    private static void cut(Directory directory, int number) {
        try (DiskFile file = directory.open(TableName.of(number), OpenFlags.READ | OpenFlags.WRITE)) {
            if (file.truncate(0) != 0) {
                throw new IllegalStateException("not cut");
            }
        }
    }
}

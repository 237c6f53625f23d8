package io.varve.bench.table;

import io.varve.cursor.Cursor;
import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.sstable.BlockReader;
import io.varve.sstable.Table;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableConfig;
import io.varve.sstable.TableScan;
import io.varve.sstable.TableStore;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A table of the engine with the keys of a [RawTable], every block of it checked already.
///
/// **Owner:** one thread.
final class EngineTable implements AutoCloseable {
    static final int KEY_LENGTH = 16;
    private static final long NUMBER = 1;

    private final Memory memory = Linux.memory(new MemoryBudget(1L << 30));
    private final MemoryAccount account = memory.budget().account("probe");
    private final Region copy = memory.allocate(account, RawTable.BLOCK, Pages.BASE);
    private final TableStore store;
    private final Table table;
    private final BlockReader reader = new BlockReader();

    /// @param directory where the file goes
    /// @param prefixes first halves of the keys, sorted
    EngineTable(Directory directory, long[] prefixes) {
        TableConfig config = TableConfig.of(new StoreId(1, 2));
        this.store = new TableStore(config, directory, memory, account, account, () -> 1, Linux.clock());
        this.table = store.open(build(store, copy, prefixes));
        store.remove(NUMBER);
        TableScan scan = table.scan();
        int count = 0;
        while (scan.next()) {
            count++;
        }
        if (count != prefixes.length) {
            throw new IllegalStateException(count + " entries of " + prefixes.length);
        }
    }

    /// Copies the value of a key; false when it is not there.
    boolean get(Region queries, long query) {
        long hash = Table.hash(queries, query, KEY_LENGTH);
        if (!table.mayContain(hash)) {
            return false;
        }
        long entry = table.find(queries, query, KEY_LENGTH, Long.MAX_VALUE, hash, reader);
        if (entry == Table.NOT_FOUND) {
            return false;
        }
        copy.copyFrom(0, reader.region(), reader.valueOffset(entry), reader.valueLength(entry));
        return true;
    }

    /// First halves of keys, any, sorted.
    static long[] prefixes(int count, SplittableRandom random) {
        long[] prefixes = random.longs(count).toArray();
        // Keys are compared as bytes.
        Arrays.setAll(prefixes, i -> prefixes[i] ^ Long.MIN_VALUE);
        Arrays.sort(prefixes);
        Arrays.setAll(prefixes, i -> prefixes[i] ^ Long.MIN_VALUE);
        return prefixes;
    }

    /// The block that would have a key.
    int locate(Region queries, long query) {
        long hash = Table.hash(queries, query, KEY_LENGTH);
        return table.locate(queries, query, KEY_LENGTH, Long.MAX_VALUE, hash);
    }

    /// Where its entry is, by the index alone.
    long find(Region queries, long query) {
        return table.find(queries, query, KEY_LENGTH, Long.MAX_VALUE, reader);
    }

    /// Over all of it, in either direction.
    Cursor cursor() {
        return table.cursor(Long.MAX_VALUE);
    }

    /// Over all of it, forward.
    TableScan scan() {
        return table.scan();
    }

    boolean mayContain(Region queries, long query) {
        return table.mayContain(Table.hash(queries, query, KEY_LENGTH));
    }

    @Override
    public void close() {
        table.close();
        store.close();
        memory.free(copy);
    }

    private static TableSummary build(TableStore store, Region key, long[] prefixes) {
        try (TableBuilder builder = store.create(NUMBER, prefixes.length * 150L)) {
            for (int i = 0; i < prefixes.length; i++) {
                RawTable.putKey(key, 0, prefixes[i]);
                builder.add(key, 0, KEY_LENGTH, key, 64, RawTable.VALUE_LENGTH, RecordKind.PUT, i + 1L, Long.MAX_VALUE);
            }
            return builder.finish();
        }
    }
}

package io.varve;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.memtable.MemTable;
import io.varve.memtable.MemTableCursor;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimClock;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// I-95: what a flush has of the budget is what it takes, at worst.
final class LeastBudgetTest {
    private static final int KEY_BYTES = 4;

    private final SimMemory memory = new SimMemory(new MemoryBudget(1L << 32));
    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    /// Of a memtable of nothing but short keys in order, of which it has the most. The sizes are those at which what is
    /// kept of the last keys makes it grow.
    @ParameterizedTest
    @CsvSource({"true, 5100", "true, 11500", "true, 37350", "false, 5100", "false, 11500", "false, 37350"})
    void aFlushOfAMemtableOfKeysTakesNoMoreThanItHas(boolean hasSignposts, int kib) {
        StoreOptions options = StoreOptions.builder()
                .memtableBytes((long) kib << 10)
                .maxPendingFlushes(1)
                .signposts(hasSignposts)
                .build();
        MemTable source = full(options);
        MemoryAccount building = memory.budget().account("building");
        disk.makeDirectories("/tables");
        TableStore tables = new TableStore(
                Opening.tableConfig(options, new StoreId(1, 2)),
                disk.openDirectory("/tables"),
                memory,
                building,
                memory.budget().account("tables"),
                () -> 0,
                new SimClock());
        try (TableBuilder builder = tables.create(1, source.usedBytes())) {
            MemTableCursor cursor = source.scan();
            for (cursor.first(); cursor.isValid(); cursor.next()) {
                Region region = cursor.region();
                builder.add(
                        region,
                        cursor.keyOffset(),
                        cursor.keyLength(),
                        region,
                        cursor.valueOffset(),
                        cursor.valueLength(),
                        cursor.kind(),
                        cursor.sequence(),
                        cursor.expiry());
            }
            builder.finish();
        }
        long most = LeastBudget.flushBytes(options);
        assertTrue(building.highWater() <= most, building.highWater() + " of " + most + " bytes");
        tables.close();
    }

    @Test
    void whatMemtablesNeedIsTheirsWhateverOthersTake() {
        StoreOptions options = StoreOptions.defaults();
        MemoryBudget budget = new MemoryBudget(options.minimumBudgetBytes());
        MemoryAccount others = budget.account("tables");
        try (WriteMemory writing = WriteMemory.take(budget, budget.account("open"), options)) {
            others.reserve(others.spareBytes());
            for (MemoryAccount account : List.of(writing.memtables(), writing.large())) {
                long needed = account == writing.large() ? options.overflowBytes() : LeastBudget.memtables(options);
                assertTrue(account.tryReserve(needed), account::toString);
                assertFalse(account.tryReserve(1), account::toString);
                account.release(needed);
            }
        }
    }

    private MemTable full(StoreOptions options) {
        MemoryAccount account = memory.budget().account("memtable");
        MemTable table = new MemTable(memory.allocate(account, options.memtableBytes(), Pages.BASE));
        Region one = memory.allocate(account, 4096, Pages.BASE);
        long size = RecordFormat.put(one, 0, RecordKind.PUT, new byte[KEY_BYTES], new byte[0]);
        long key = RecordFormat.keyOffset(one, 0);
        for (int i = 1; table.hasRoom(size, 1); i++) {
            one.putInt(key, Integer.reverseBytes(i));
            table.apply(one, 0, i);
        }
        return table;
    }
}

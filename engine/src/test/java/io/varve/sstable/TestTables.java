package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.cursor.Cursor;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A directory of tables in a test, and keys and values in raw memory.
final class TestTables implements AutoCloseable {
    static final StoreId STORE = new StoreId(0x0011223344556677L, 0x8899aabbccddeeffL);
    static final String PATH = "/tables";
    static final long TIME = 1_700_000_000_000L;

    /// The smallest of everything (D-3).
    static final TableConfig SMALL =
            new TableConfig(STORE, TableConfig.MIN_BLOCK_BYTES, 10, TableConfig.WINDOW_UNIT, true);

    final Memory memory;
    final MemoryAccount building;
    final MemoryAccount reading;
    final Directory directory;
    final TableStore store;

    private final BlockReader reader = new BlockReader();
    private Region keyRegion = region(1 << 10);
    private Region valueRegion = region(1 << 10);

    TestTables(Disk disk, TableConfig config) {
        this(disk.openDirectory(PATH), config, new SimMemory(new MemoryBudget(1L << 30)));
    }

    TestTables(Directory directory, TableConfig config, Memory memory) {
        assertEquals(0, directory.errno());
        this.memory = memory;
        this.building = memory.budget().account("building");
        this.reading = memory.budget().account("reading");
        this.directory = directory;
        this.store = new TableStore(config, directory, memory, building, reading, () -> TIME, new SlowClock());
    }

    static SimDisk newDisk() {
        return newDisk(DiskProfile.ADVERSARIAL, 7);
    }

    static SimDisk newDisk(DiskProfile profile, long seed) {
        SimDisk disk = new SimDisk(profile, seed);
        disk.makeDirectories(PATH);
        return disk;
    }

    static String name(long number) {
        return PATH + "/" + TableName.of(number);
    }

    /// A table of sorted rows.
    TableSummary build(long number, List<Row> rows) {
        try (TableBuilder builder = store.create(number, 1)) {
            rows.forEach(row -> add(builder, row));
            return builder.finish();
        }
    }

    void add(TableBuilder builder, Row row) {
        keyRegion = filled(keyRegion, row.key);
        valueRegion = filled(valueRegion, row.value);
        builder.add(keyRegion, 3, row.key.length, valueRegion, 3, row.value.length, row.kind, row.sequence, row.expiry);
    }

    @Nullable
    Row find(Table table, byte[] key, long sequence) {
        keyRegion = filled(keyRegion, key);
        Row found = Row.of(reader, table.find(keyRegion, 3, key.length, sequence, reader));
        if (found != null && !table.mayContain(Table.hash(keyRegion, 3, key.length))) {
            throw new AssertionError("the filter denies " + found);
        }
        long hash = Table.hash(keyRegion, 3, key.length);
        assertEquals(found, Row.of(reader, table.find(keyRegion, 3, key.length, sequence, hash, reader)));
        return found;
    }

    /// As a lookup goes: who is denied by the filter is not looked for.
    @Nullable
    Row findAsTold(Table table, byte[] key, long sequence) {
        keyRegion = filled(keyRegion, key);
        long hash = Table.hash(keyRegion, 3, key.length);
        return table.mayContain(hash)
                ? Row.of(reader, table.find(keyRegion, 3, key.length, sequence, hash, reader))
                : null;
    }

    boolean mayContain(Table table, byte[] key) {
        keyRegion = filled(keyRegion, key);
        return table.mayContain(Table.hash(keyRegion, 3, key.length));
    }

    boolean seek(Cursor cursor, byte[] key) {
        keyRegion = filled(keyRegion, key);
        return cursor.seek(keyRegion, 3, key.length);
    }

    boolean seekForPrevious(Cursor cursor, byte[] key) {
        keyRegion = filled(keyRegion, key);
        return cursor.seekForPrevious(keyRegion, 3, key.length);
    }

    void assertNothingIsTaken() {
        reader.close();
        store.close();
        assertEquals(0, building.used(), "bytes for building");
        assertEquals(0, reading.used(), "bytes for reading");
    }

    @Override
    public void close() {
        store.close();
        directory.close();
    }

    /// The bytes at an odd place, followed by rubbish.
    private static Region filled(Region before, byte[] bytes) {
        Region region = bytes.length + 16 > before.size() ? region(bytes.length + 16L) : before;
        region.copyFrom(3, bytes, 0, bytes.length);
        region.putLong(3L + bytes.length, 0xA5A5_FF00_A5A5_FF00L);
        return region;
    }

    /// The end of a table.
    static Region footer(byte[] table) {
        Region region = region(TableFormat.FOOTER_SIZE);
        region.copyFrom(0, table, table.length - TableFormat.FOOTER_SIZE, TableFormat.FOOTER_SIZE);
        return region;
    }

    static TableSummary withChecksum(TableSummary of, int checksum) {
        return new TableSummary(
                of.number(),
                of.bytes(),
                checksum,
                of.entries(),
                of.tombstones(),
                of.rawBytes(),
                of.smallest(),
                of.largest(),
                of.firstSequence(),
                of.lastSequence(),
                of.firstExpiry(),
                of.thirdExpiry(),
                of.lastExpiry(),
                of.engineMillis());
    }

    static Region region(long size) {
        return Region.over(Arena.ofAuto().allocate(size, 8), "test");
    }

    /// A walk is slow for which it takes a millisecond to look at it.
    private static final class SlowClock implements Clock {
        private final AtomicLong millis = new AtomicLong();

        @Override
        public long nanoTime() {
            return millis.incrementAndGet() * 1_000_000;
        }

        @Override
        public long wallMillis() {
            return millis.get();
        }
    }
}

package io.varve.sstable;

import io.varve.cursor.Entries;
import io.varve.error.ResourceRefusedException;
import io.varve.format.StoreId;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.util.List;
import java.util.function.LongConsumer;

/// A walk over all versions of all keys of tables that follow each other, as the device has them: past the page cache
/// where that is offered, a window at a time, and never through a mapping.
///
/// **Owner:** one thread.
///
/// **Requires:** the tables stay open, and their files keep their names. The bytes of an entry can be read until the
/// next move.
public final class RunScan implements Entries {
    /// What is read at once, at most: a device that reads ahead gains nothing from more, and there is one for each
    /// run that is merged.
    private static final long WINDOW = 256 * 1024;

    private static final long UNIT = 4096;

    private final Directory directory;
    private final StoreId store;
    private final List<Table> tables;
    private final LongConsumer onRead;
    private final Memory memory;
    private final Region window;
    private final DeviceBlocks blocks;
    private Region region;
    private int table = -1;
    private int block;
    private int blockCount;
    private int place;
    private int count;
    private int length;
    private long entry;

    /// @param tables ascending, without a key in common
    /// @param mostWindowBytes that are read at once
    /// @param onRead is told of bytes that were read; may throw, to end it
    RunScan(
            Directory directory,
            StoreId store,
            List<Table> tables,
            TableCounters counters,
            Memory memory,
            MemoryAccount account,
            long mostWindowBytes,
            LongConsumer onRead) {
        this.directory = directory;
        this.store = store;
        this.tables = List.copyOf(tables);
        this.onRead = onRead;
        this.memory = memory;
        this.window = window(tables, memory, account, mostWindowBytes);
        DeviceBlocks made = null;
        try {
            made = new DeviceBlocks(counters, memory, account);
        } finally {
            if (made == null) {
                memory.free(window);
            }
        }
        this.blocks = made;
        this.region = made.region();
    }

    /// What a walk takes at least: a window of a unit, and a block as it is stored and as it was before. Larger entries
    /// than blocks take more.
    ///
    /// @param blockBytes what a block is filled up to: one may have a fourth more, and what it is read into another
    ///     fourth
    public static long leastBytes(int blockBytes) {
        return UNIT + 2 * Math.max(DeviceBlocks.FIRST_BLOCK, 2L * blockBytes);
    }

    @Override
    public boolean next() {
        place++;
        while (place >= count) {
            if (!nextBlock()) {
                count = 0;
                return false;
            }
        }
        entry = Block.entry(region, 0, length, count, place);
        return true;
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public long keyOffset() {
        return Block.keyOffset(region, entry);
    }

    @Override
    public int keyLength() {
        return Block.keyLength(region, entry);
    }

    @Override
    public long valueOffset() {
        return Block.valueOffset(region, entry);
    }

    @Override
    public int valueLength() {
        return Block.valueLength(region, entry);
    }

    @Override
    public int kind() {
        return Block.kind(region, entry);
    }

    @Override
    public long sequence() {
        return Block.sequence(region, entry);
    }

    @Override
    public long expiry() {
        return Block.expiry(region, entry);
    }

    @Override
    public void close() {
        blocks.close();
        memory.free(window);
    }

    private boolean nextBlock() {
        block++;
        while (block >= blockCount) {
            if (table + 1 >= tables.size()) {
                return false;
            }
            begin(tables.get(++table));
        }
        TableIndex index = tables.get(table).blocks().index();
        length = blocks.load(block);
        region = blocks.region();
        count = index.entries(block);
        place = 0;
        onRead.accept(index.length(block));
        return true;
    }

    private void begin(Table next) {
        long number = next.summary().number();
        DeviceReader file = DeviceReader.open(directory, TableName.of(number), window);
        blocks.begin(next, new Identity(store, number), file);
        block = 0;
        blockCount = next.blocks().index().count();
    }

    /// No larger than the largest of the tables, as there may be little memory and many small ones.
    private static Region window(List<Table> tables, Memory memory, MemoryAccount account, long most) {
        long largest = UNIT;
        for (Table table : tables) {
            largest = Math.max(largest, table.summary().bytes());
        }
        long size = Math.clamp(most / UNIT * UNIT, UNIT, Math.min(WINDOW, (largest + UNIT - 1) / UNIT * UNIT));
        try {
            return memory.allocate(account, size, Pages.forSize(size));
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("reading tables", refused.isBudget(), refused);
        }
    }
}

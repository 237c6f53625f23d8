package io.varve.sstable;

import io.varve.error.ResourceRefusedException;
import io.varve.memory.Keys;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// The blocks of a table as its device has them, one after the other in private memory, each checked before anything
/// of it is read: a damaged file is an exception here, never a fault (F1), and the page cache keeps what it has.
///
/// **Owner:** one thread.
final class DeviceBlocks implements AutoCloseable {
    private static final long FIRST_BLOCK = 8 * 1024;

    private final TableCounters counters;
    private final Memory memory;
    private final MemoryAccount account;
    private final Crc32c crc = new Crc32c();
    private Region region;
    private @Nullable Table table;
    private @Nullable Identity identity;
    private @Nullable DeviceReader file;

    DeviceBlocks(TableCounters counters, Memory memory, MemoryAccount account) {
        this.counters = counters;
        this.memory = memory;
        this.account = account;
        this.region = take(FIRST_BLOCK);
    }

    /// What [#load] reads into; another one after a larger block.
    Region region() {
        return region;
    }

    /// Goes over to another table.
    ///
    /// @param opened belongs to this from now on
    void begin(Table next, Identity of, DeviceReader opened) {
        end();
        table = next;
        identity = of;
        file = opened;
    }

    /// Reads a block; it begins at 0 of the region.
    ///
    /// @throws io.varve.error.CorruptionException when the device does not have what was written
    /// @throws io.varve.error.StoreIoException when the device refuses
    void load(int block) {
        Table from = require(table);
        DeviceReader reader = require(file);
        TableIndex index = from.blocks().index();
        int length = index.length(block);
        long offset = index.offset(block);
        reserve(length);
        if (!isRight(reader, index, block)) {
            // Once more, from the device: what was wrong on the way may be right there (row 57).
            reader.forget();
            if (!isRight(reader, index, block)) {
                throw TableFile.damaged(
                        reader.path(),
                        "block " + block + " of " + length + " bytes",
                        offset,
                        index.checksum(block),
                        crc.value());
            }
            counters.onTransientDamage();
        }
        new BlockCheck(reader.path(), index, from.summary(), region, block, 0).check();
    }

    @Override
    public void close() {
        end();
        memory.free(region);
    }

    private boolean isRight(DeviceReader reader, TableIndex index, int block) {
        int length = index.length(block);
        long offset = index.offset(block);
        reader.read(region, 0, length, offset);
        require(identity).begin(crc, Identity.BLOCK, offset).update(region, 0, length);
        return crc.value() == index.checksum(block);
    }

    private void end() {
        DeviceReader open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    /// Keys are compared eight bytes at a time, and the last may be the last of the block.
    private void reserve(int length) {
        if (length + Keys.SLACK > region.size()) {
            Region larger = take(length + Math.max(Keys.SLACK, length / 4L));
            memory.free(region);
            region = larger;
        }
    }

    private Region take(long size) {
        try {
            return memory.allocate(account, size, Pages.forSize(size));
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("reading a table", refused.isBudget(), refused);
        }
    }

    private static <T> T require(@Nullable T there) {
        if (there == null) {
            throw new IllegalStateException("no table is open");
        }
        return there;
    }
}

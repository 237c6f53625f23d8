package io.varve.sstable;

import io.varve.error.ResourceRefusedException;
import io.varve.memory.Keys;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The blocks of a table as its device has them, one after the other in private memory, each checked before anything
/// of it is read: a damaged file is an exception here, never a fault (F1), and the page cache keeps what it has.
///
/// **Owner:** one thread.
final class DeviceBlocks implements AutoCloseable {
    static final long FIRST_BLOCK = 8 * 1024;

    private final TableCounters counters;
    private final Memory memory;
    private final MemoryAccount account;
    private final Crc32c crc = new Crc32c();
    private Region region;

    /// For packed blocks, once one was met: what they come out into.
    private @Nullable Region raw;

    private @Nullable ByteBuffer rawBuffer;

    /// Knows the region that packed blocks are read into; a new one when that is another.
    private @Nullable BlockUnpacker unpacker;

    private boolean isRaw;
    private @Nullable Table table;
    private @Nullable Identity identity;
    private @Nullable DeviceReader file;

    DeviceBlocks(TableCounters counters, Memory memory, MemoryAccount account) {
        this.counters = counters;
        this.memory = memory;
        this.account = account;
        this.region = take(FIRST_BLOCK);
    }

    /// Where [#load] has put a block; another one after another block.
    Region region() {
        return isRaw ? require(raw) : region;
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

    /// Reads a block, and unpacks it if it is packed; it begins at 0 of the region.
    ///
    /// @return its length
    /// @throws io.varve.error.CorruptionException when the device does not have what was written
    /// @throws io.varve.error.StoreIoException when the device refuses
    int load(int block) {
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
        isRaw = index.isPacked(block);
        int shown = isRaw ? unpack(reader.path(), index, block) : length;
        new BlockCheck(reader.path(), index, from.summary(), region(), block, 0, shown).check();
        return shown;
    }

    @Override
    public void close() {
        end();
        forgetUnpacker();
        memory.free(region);
        Region last = raw;
        if (last != null) {
            memory.free(last);
        }
    }

    private int unpack(String path, TableIndex index, int block) {
        BlockUnpacker there = unpacker;
        if (there == null) {
            there = new BlockUnpacker(region);
            unpacker = there;
        }
        long offset = index.offset(block);
        int length = there.rawLength(path, offset, index.length(block), index.entries(block));
        there.unpack(path, offset, index.codec(block), rawBuffer(length), length);
        return length;
    }

    private ByteBuffer rawBuffer(int length) {
        Region there = raw;
        ByteBuffer buffer = rawBuffer;
        if (there == null || buffer == null || there.size() < length + Keys.SLACK) {
            Region larger = take(Math.max(FIRST_BLOCK, length + Keys.SLACK + length / 4L));
            if (there != null) {
                memory.free(there);
            }
            raw = larger;
            buffer = larger.segment().asByteBuffer();
            rawBuffer = buffer;
        }
        return buffer;
    }

    private void forgetUnpacker() {
        BlockUnpacker last = unpacker;
        unpacker = null;
        if (last != null) {
            last.close();
        }
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
            forgetUnpacker();
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

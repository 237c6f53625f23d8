package io.varve.sstable;

import io.varve.format.StoreId;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;

/// The first bytes of a table ([TableFormat]): the proof of whose it is, also for a table that was never finished.
final class TableHeader {
    private TableHeader() {}

    static void put(Region into, long at, StoreId store, long number, long engineTime, Crc32c crc) {
        into.fill(at, TableFormat.HEADER_SIZE, (byte) 0);
        into.putLong(at + TableFormat.MAGIC_OFFSET, TableFormat.HEADER_MAGIC);
        into.putInt(at + TableFormat.VERSION_OFFSET, TableFormat.VERSION);
        store.put(into, at + TableFormat.STORE_OFFSET);
        into.putLong(at + TableFormat.NUMBER_OFFSET, number);
        into.putLong(at + TableFormat.ENGINE_TIME_OFFSET, engineTime);
        into.putInt(at + TableFormat.CHECKSUM_OFFSET, checksum(into, at, crc));
    }

    /// What the header says its checksum is.
    static int storedChecksum(Region region, long at) {
        return region.getInt(at + TableFormat.CHECKSUM_OFFSET);
    }

    /// Whether an intact header of a table, of any version, stands there.
    static boolean isIntact(Region region, long at, Crc32c crc) {
        return region.getLong(at + TableFormat.MAGIC_OFFSET) == TableFormat.HEADER_MAGIC
                && storedChecksum(region, at) == checksum(region, at, crc);
    }

    /// Whether an intact header says that the table is this one.
    static boolean isOf(Region region, long at, StoreId store, long number) {
        return StoreId.at(region, at + TableFormat.STORE_OFFSET).equals(store)
                && region.getLong(at + TableFormat.NUMBER_OFFSET) == number;
    }

    static int version(Region region, long at) {
        return region.getInt(at + TableFormat.VERSION_OFFSET);
    }

    private static int checksum(Region region, long at, Crc32c crc) {
        int from = TableFormat.VERSION_OFFSET;
        return crc.begin()
                .update(region, at + from, TableFormat.HEADER_SIZE - from)
                .value();
    }
}

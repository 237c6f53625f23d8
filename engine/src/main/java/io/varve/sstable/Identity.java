package io.varve.sstable;

import io.varve.format.StoreId;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;

/// What the checksums of a table begin with, 16 bytes, all little-endian: the CRC32C of store (its first 8 bytes
/// as a number, then its last 8) and table number (4), the kind of part (4: 1 block, 2 index, 3 filter,
/// 4 properties, 5 footer), and its offset in the file (8). So a part of another store, table or place does not
/// pass (P10).
///
/// (With the kind first, a change of it and one of the number's highest byte could make up for each other.)
final class Identity {
    static final int BLOCK = 1;
    static final int INDEX = 2;
    static final int FILTER = 3;
    static final int PROPERTIES = 4;
    static final int FOOTER = 5;
    static final int HEADER = 6;

    private final StoreId store;
    private final long number;
    private final int seed;

    Identity(StoreId store, long number) {
        this.store = store;
        this.number = number;
        this.seed = new Crc32c()
                .begin()
                .update(store.high())
                .update(store.low())
                .update(number)
                .value();
    }

    StoreId store() {
        return store;
    }

    long number() {
        return number;
    }

    /// Begins a checksum, to be updated with the bytes.
    Crc32c begin(Crc32c crc, int kind, long fileOffset) {
        return crc.begin(((long) kind << 32) | (seed & 0xFFFF_FFFFL)).update(fileOffset);
    }

    /// The checksum of bytes in private memory.
    int checksum(Crc32c crc, int kind, long fileOffset, Region region, long at, int length) {
        return begin(crc, kind, fileOffset).update(region, at, length).value();
    }
}

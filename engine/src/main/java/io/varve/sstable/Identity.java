package io.varve.sstable;

import io.varve.format.StoreId;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;

/// What the checksums of a table begin with: 16 bytes, `kind` (4), the CRC32C of store (its first 8 bytes as a
/// number, then its last 8) and table number (4), and the offset of what is checksummed in the file (8), all
/// little-endian. So a block of another store, table or place does not pass (P10).
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
        return crc.begin(((long) seed << 32) | kind).update(fileOffset);
    }

    /// The checksum of bytes in private memory.
    int checksum(Crc32c crc, int kind, long fileOffset, Region region, long at, int length) {
        return begin(crc, kind, fileOffset).update(region, at, length).value();
    }
}

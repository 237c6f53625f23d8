package io.varve.format;

import io.varve.nativeio.Region;
import java.util.HexFormat;

/// Which store a file belongs to: 128 bits drawn at random when the store was made. Every file has it, so
/// that one from another store is recognised (P10). Its bytes stand in a file as its digits are read.
///
/// @param high the first 8 bytes
/// @param low the last 8 bytes
public record StoreId(long high, long low) {
    /// Bytes in a file.
    public static final int SIZE = 16;

    /// The id at `offset`, which may be any bytes.
    public static StoreId at(Region region, long offset) {
        return new StoreId(region.getLongBigEndian(offset), region.getLongBigEndian(offset + Long.BYTES));
    }

    /// Stores it.
    public void put(Region into, long offset) {
        into.putLongBigEndian(offset, high);
        into.putLongBigEndian(offset + Long.BYTES, low);
    }

    /// 32 hexadecimal digits.
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}

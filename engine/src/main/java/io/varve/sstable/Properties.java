package io.varve.sstable;

import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.Region;

/// The properties of a table ([TableFormat]).
final class Properties {
    private static final int ENTRIES = 0;
    private static final int TOMBSTONES = 8;
    private static final int RAW_BYTES = 16;
    private static final int FIRST_SEQUENCE = 24;
    private static final int LAST_SEQUENCE = 32;
    private static final int FIRST_EXPIRY = 40;
    private static final int THIRD_EXPIRY = 48;
    private static final int LAST_EXPIRY = 56;
    private static final int ENGINE_TIME = 64;
    private static final int KEYS = 72;
    private static final int BLOCK_BYTES = 80;
    private static final int BITS_PER_KEY = 84;
    private static final int SMALLEST_LENGTH = 88;
    private static final int LARGEST_LENGTH = 92;
    private static final int SMALLEST = 96;

    private Properties() {}

    static long size(KeyBytes smallest, KeyBytes largest) {
        return TableFormat.align((long) SMALLEST + smallest.length() + largest.length());
    }

    static void put(Region into, TableSummary summary, long keys, int blockBytes, int bitsPerKey) {
        into.putLong(ENTRIES, summary.entries());
        into.putLong(TOMBSTONES, summary.tombstones());
        into.putLong(RAW_BYTES, summary.rawBytes());
        into.putLong(FIRST_SEQUENCE, summary.firstSequence());
        into.putLong(LAST_SEQUENCE, summary.lastSequence());
        into.putLong(FIRST_EXPIRY, summary.firstExpiry());
        into.putLong(THIRD_EXPIRY, summary.thirdExpiry());
        into.putLong(LAST_EXPIRY, summary.lastExpiry());
        into.putLong(ENGINE_TIME, summary.engineMillis());
        into.putLong(KEYS, keys);
        into.putInt(BLOCK_BYTES, blockBytes);
        into.putInt(BITS_PER_KEY, bitsPerKey);
        byte[] smallest = summary.smallest().toArray();
        byte[] largest = summary.largest().toArray();
        into.putInt(SMALLEST_LENGTH, smallest.length);
        into.putInt(LARGEST_LENGTH, largest.length);
        into.copyFrom(SMALLEST, smallest, 0, smallest.length);
        into.copyFrom((long) SMALLEST + smallest.length, largest, 0, largest.length);
    }

    /// What a table with these properties is.
    ///
    /// @param length of the properties
    /// @throws IllegalArgumentException when there can be no such table; the message says why
    static TableSummary read(Region from, long length, long number, long bytes, int checksum) {
        long smallest = from.getInt(SMALLEST_LENGTH);
        long largest = from.getInt(LARGEST_LENGTH);
        if (smallest < 0 || largest < 0 || TableFormat.align(SMALLEST + smallest + largest) != length) {
            throw new IllegalArgumentException(
                    "keys of " + smallest + " and " + largest + " bytes in " + length + " bytes of properties");
        }
        return new TableSummary(
                number,
                bytes,
                checksum,
                from.getLong(ENTRIES),
                from.getLong(TOMBSTONES),
                from.getLong(RAW_BYTES),
                KeyBytes.copyOf(from, SMALLEST, (int) smallest),
                KeyBytes.copyOf(from, SMALLEST + smallest, (int) largest),
                from.getLong(FIRST_SEQUENCE),
                from.getLong(LAST_SEQUENCE),
                from.getLong(FIRST_EXPIRY),
                from.getLong(THIRD_EXPIRY),
                from.getLong(LAST_EXPIRY),
                from.getLong(ENGINE_TIME));
    }

    /// The least that properties have.
    static int minSize() {
        return SMALLEST;
    }
}

package io.varve.sstable;

import io.varve.format.KeyBytes;
import io.varve.format.RecordKind;
import io.varve.format.TableSummary;
import io.varve.nativeio.Region;

/// What is in a table, counted while it is built.
///
/// **Owner:** one thread.
final class Contents {
    private static final KeyBytes NONE = KeyBytes.of(new byte[0]);

    private final long engineMillis;
    private long entries;
    private long keys;
    private long tombstones;
    private long rawBytes;
    private long firstSequence = Long.MAX_VALUE;
    private long lastSequence;
    private long firstExpiry = Long.MAX_VALUE;
    private long lastExpiry;
    private final ExpiryCount expiries;
    private KeyBytes smallest = NONE;
    private KeyBytes largest = NONE;

    Contents(long engineMillis) {
        this.engineMillis = engineMillis;
        this.expiries = new ExpiryCount(engineMillis);
    }

    boolean isEmpty() {
        return entries == 0;
    }

    long keys() {
        return keys;
    }

    void add(int keyLength, int valueLength, int kind, long sequence, long expiry, boolean isVersion) {
        entries++;
        keys += isVersion ? 0 : 1;
        tombstones += kind == RecordKind.DELETE ? 1 : 0;
        rawBytes += (long) keyLength + valueLength;
        firstSequence = Math.min(firstSequence, sequence);
        lastSequence = Math.max(lastSequence, sequence);
        firstExpiry = Math.min(firstExpiry, expiry);
        lastExpiry = Math.max(lastExpiry, expiry);
        expiries.add((long) keyLength + valueLength, expiry);
    }

    void smallest(Region key, long offset, int length) {
        smallest = KeyBytes.copyOf(key, offset, length);
    }

    void largest(Region key, long offset, int length) {
        largest = KeyBytes.copyOf(key, offset, length);
    }

    KeyBytes smallest() {
        return smallest;
    }

    KeyBytes largest() {
        return largest;
    }

    /// As properties, over zeros.
    void put(Region into, TableConfig config) {
        Properties.put(into, summary(1, 1, 0), keys, config.blockBytes(), config.bitsPerKey());
    }

    TableSummary summary(long number, long bytes, int checksum) {
        return new TableSummary(
                number,
                bytes,
                checksum,
                entries,
                tombstones,
                rawBytes,
                smallest,
                largest,
                firstSequence,
                lastSequence,
                firstExpiry,
                Math.min(lastExpiry, expiries.third()),
                lastExpiry,
                engineMillis);
    }
}

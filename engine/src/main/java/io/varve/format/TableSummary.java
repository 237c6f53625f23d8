package io.varve.format;

/// What is known of a table without opening it: said by whoever built it, kept in the table and in the manifest,
/// each held against the other at every open (P14).
///
/// @param number of the file, never used for another
/// @param bytes of the file
/// @param checksum of the footer, which has those of index, filter and properties, as these have those of all
///     blocks: so who holds this holds all of the table (P10)
/// @param entries in it, versions and tombstones included; at least 1
/// @param tombstones among them
/// @param rawBytes of keys and values
/// @param smallest key
/// @param largest key
/// @param firstSequence the lowest of any entry
/// @param lastSequence the highest of any entry
/// @param firstExpiry the earliest time at which an entry expires; `Long.MAX_VALUE` when none does
/// @param thirdExpiry by when a third of it has expired, in bytes; `Long.MAX_VALUE` when never so much does
/// @param lastExpiry the latest time at which an entry expires; `Long.MAX_VALUE` when any entry never does
/// @param engineMillis when it was written
public record TableSummary(
        long number,
        long bytes,
        int checksum,
        long entries,
        long tombstones,
        long rawBytes,
        KeyBytes smallest,
        KeyBytes largest,
        long firstSequence,
        long lastSequence,
        long firstExpiry,
        long thirdExpiry,
        long lastExpiry,
        long engineMillis) {
    /// Throws `IllegalArgumentException` when there can be no such table; the message says why.
    public TableSummary {
        require(number > 0, "table number", number);
        require(bytes > 0, "bytes of a table", bytes);
        require(entries > 0, "entries of a table", entries);
        require(tombstones >= 0 && tombstones <= entries, "tombstones among " + entries + " entries", tombstones);
        require(rawBytes >= 0, "bytes of keys and values", rawBytes);
        require(smallest.compareTo(largest) <= 0, "a smallest key above the largest in table", number);
        require(firstSequence > 0, "first sequence", firstSequence);
        require(lastSequence >= firstSequence, "last sequence after " + firstSequence, lastSequence);
        require(firstExpiry <= lastExpiry, "last expiry before " + firstExpiry, lastExpiry);
        boolean isBetween = firstExpiry <= thirdExpiry && thirdExpiry <= lastExpiry;
        require(isBetween, "between expiries at " + firstExpiry + " and " + lastExpiry + ", of a third", thirdExpiry);
        require(engineMillis >= 0, "engine time", engineMillis);
    }

    /// Whether any entry expires.
    public boolean expires() {
        return firstExpiry != Expiry.NEVER;
    }

    private static void require(boolean isRight, String what, long value) {
        if (!isRight) {
            throw new IllegalArgumentException(what + ": " + value);
        }
    }
}

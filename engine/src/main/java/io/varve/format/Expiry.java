package io.varve.format;

/// When entries are over: the one rule, for reads, flushes and merges (W-B11).
public final class Expiry {
    /// Of an entry that does not expire.
    public static final long NEVER = Long.MAX_VALUE;

    private Expiry() {}

    /// Whether an entry is over: from its expiry on.
    ///
    /// @param expiry in milliseconds of engine time
    /// @param asOf when it is looked at
    public static boolean isOver(long expiry, long asOf) {
        return expiry <= asOf;
    }

    /// So long after a moment; [#NEVER] when that is later than can be said.
    ///
    /// @param millis 0 or more; after 0 it is over for everybody, also for who reads as of an earlier moment
    public static long after(long moment, long millis) {
        long expiry = moment + millis;
        if (millis == 0) {
            return 0;
        }
        return expiry < moment ? NEVER : expiry;
    }
}

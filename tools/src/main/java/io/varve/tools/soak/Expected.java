package io.varve.tools.soak;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a store should have: of each number the version that was written last, and when it is over.
///
/// A version is never written twice, and its value follows from it.
final class Expected {
    static final int KEY_BYTES = 16;

    /// Around the moment at which something expires, both answers are right.
    private static final long TOLERANCE_MILLIS = 2_000;

    /// By so much a store may be ahead of the clock for which it was opened anew, until the clock gets there
    /// (decision 180).
    private static final long AHEAD_MILLIS = 60_000;

    private static final int LEAST_VALUE = 16;
    private static final int MOST_PADDING = 256;

    /// 0 for what is not there.
    private final long[] versions;

    /// 0 for what stays.
    private final long[] expiries;

    private long openedMillis = Long.MIN_VALUE / 2;

    /// Whether something must be there, must not, or may.
    enum Presence {
        THERE,
        GONE,
        EITHER
    }

    Expected(int keys) {
        this(new long[keys], new long[keys]);
    }

    private Expected(long[] versions, long[] expiries) {
        this.versions = versions;
        this.expiries = expiries;
    }

    /// As it is now.
    Expected copy() {
        Expected copy = new Expected(versions.clone(), expiries.clone());
        copy.openedMillis = openedMillis;
        return copy;
    }

    /// The store that it is of is opened again.
    void onOpened(long nowMillis) {
        openedMillis = nowMillis;
    }

    int keys() {
        return versions.length;
    }

    void put(int number, long version, long expiryMillis) {
        versions[number] = version;
        expiries[number] = expiryMillis;
    }

    void delete(int number) {
        put(number, 0, 0);
    }

    Presence presence(int number, long nowMillis) {
        long expiry = expiries[number];
        if (versions[number] == 0 || (expiry != 0 && nowMillis > expiry + TOLERANCE_MILLIS)) {
            return Presence.GONE;
        }
        long latest = Math.max(nowMillis, openedMillis + AHEAD_MILLIS);
        return expiry != 0 && latest > expiry - TOLERANCE_MILLIS ? Presence.EITHER : Presence.THERE;
    }

    /// How many bytes of keys and values must be there.
    long bytes(long nowMillis) {
        long bytes = 0;
        for (int i = 0; i < versions.length; i++) {
            bytes += presence(i, nowMillis) == Presence.GONE ? 0 : KEY_BYTES + valueLength(versions[i]);
        }
        return bytes;
    }

    /// Throws when an answer is wrong.
    void check(int number, byte @Nullable [] value, long nowMillis, String where) {
        Presence presence = presence(number, nowMillis);
        boolean isWrong = value == null
                ? presence == Presence.THERE
                : presence == Presence.GONE || !isVersion(value, number, versions[number]);
        if (isWrong) {
            throw new IllegalStateException(where + ": key " + number + " should be version " + versions[number]
                    + ", which ends at " + expiries[number] + " (" + presence + " at " + nowMillis + "), and is "
                    + (value == null ? "missing" : "version " + version(value) + ", of " + value.length + " bytes"));
        }
    }

    static byte[] key(int number) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(number * 0x9E3779B97F4A7C15L)
                .putLong(number)
                .array();
    }

    static int number(byte[] key) {
        return (int) ByteBuffer.wrap(key).getLong(Long.BYTES);
    }

    static byte[] value(int number, long version) {
        byte[] value = new byte[valueLength(version)];
        ByteBuffer.wrap(value).putLong(number).putLong(version);
        for (int i = LEAST_VALUE; i < value.length; i++) {
            value[i] = (byte) (version + i);
        }
        return value;
    }

    private static int valueLength(long version) {
        return LEAST_VALUE + (int) Math.floorMod((version * 0x9E3779B97F4A7C15L) >>> 32, (long) MOST_PADDING);
    }

    private static long version(byte[] value) {
        return value.length < LEAST_VALUE ? -1 : ByteBuffer.wrap(value).getLong(Long.BYTES);
    }

    private static boolean isVersion(byte[] value, int number, long version) {
        return Arrays.equals(value, value(number, version));
    }
}

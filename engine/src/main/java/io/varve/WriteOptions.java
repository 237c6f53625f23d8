package io.varve;

import io.varve.format.Expiry;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.write.Commits;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How one write is to be done, where the options of the store do not say it right. Immutable: make one and
/// use it again and again.
///
/// ```java
/// static final WriteOptions SOON = WriteOptions.of(Durability.PROCESS).within(Duration.ofMillis(5));
/// store.put(key, value, SOON);
/// ```
public final class WriteOptions {
    private static final long NOT_SAID = -1;
    private static final WriteOptions AS_THE_STORE = new WriteOptions(null, NOT_SAID, NOT_SAID, false);
    private static final WriteOptions[] BY_DURABILITY = Arrays.stream(Durability.values())
            .map(durability -> new WriteOptions(durability, NOT_SAID, NOT_SAID, false))
            .toArray(WriteOptions[]::new);

    private final @Nullable Durability durability;
    private final long patienceNanos;

    /// When the value expires, in milliseconds: since 1970, or after the write.
    private final long expiryMillis;

    private final boolean isAfterWrite;

    private WriteOptions(@Nullable Durability durability, long patienceNanos, long expiryMillis, boolean isAfterWrite) {
        this.durability = durability;
        this.patienceNanos = patienceNanos;
        this.expiryMillis = expiryMillis;
        this.isAfterWrite = isAfterWrite;
    }

    /// As the options of the store say.
    public static WriteOptions asTheStore() {
        return AS_THE_STORE;
    }

    /// As durable as given.
    @SuppressWarnings("EnumOrdinal") // an index within one process; nothing is stored
    public static WriteOptions of(Durability durability) {
        return BY_DURABILITY[Arguments.given("durability", durability).ordinal()];
    }

    /// The same, with a time within which the call returns. A write that waits for its end is withdrawn then, or
    /// its outcome unknown; of an asynchronous one, it is the time that it waits for room. Zero does not wait:
    /// a write for room, an `await` for anything. While the door is closed for want of memory or space, writes
    /// do not wait either.
    public WriteOptions within(Duration patience) {
        if (Arguments.given("patience", patience).isNegative()) {
            throw new IllegalArgumentException("patience is " + patience + "; allowed is 0 or more");
        }
        boolean isLong = patience.compareTo(Duration.ofDays(365)) > 0;
        long nanos = isLong ? Long.MAX_VALUE / 4 : patience.toNanos();
        return new WriteOptions(durability, nanos, expiryMillis, isAfterWrite);
    }

    /// The same, for a value that expires so long after it is written: from then on reads find nothing, as if it were
    /// deleted. Zero expires at once; what is too long to be counted never does. It counts in milliseconds,
    /// and a part of one is a whole one.
    public WriteOptions expiringAfter(Duration life) {
        if (Arguments.given("life", life).isNegative()) {
            throw new IllegalArgumentException("life is " + life + "; allowed is 0 or more");
        }
        boolean isLong = life.compareTo(Duration.ofMillis(Long.MAX_VALUE - 1)) > 0;
        long millis = isLong ? Expiry.NEVER : life.plusNanos(999_999).toMillis();
        return new WriteOptions(durability, patienceNanos, millis, true);
    }

    /// The same, for a value that expires at a moment; `Instant.MAX` for never, whatever the options of the store
    /// say.
    public WriteOptions expiringAt(Instant moment) {
        return new WriteOptions(durability, patienceNanos, Arguments.expiry(moment), false);
    }

    /// What the write survives; null as the store's options say.
    public @Nullable Durability durability() {
        return durability;
    }

    /// How long the call may take; null as the store's options say.
    public @Nullable Duration patience() {
        return patienceNanos < 0 ? null : Duration.ofNanos(patienceNanos);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WriteOptions that
                && durability == that.durability
                && patienceNanos == that.patienceNanos
                && expiryMillis == that.expiryMillis
                && isAfterWrite == that.isAfterWrite;
    }

    @Override
    public int hashCode() {
        return Objects.hash(durability, patienceNanos, expiryMillis, isAfterWrite);
    }

    @Override
    public String toString() {
        return "durability = " + (durability == null ? "as the store" : durability) + ", patience = "
                + (patienceNanos < 0 ? "as the store" : Duration.ofNanos(patienceNanos)) + ", expiry = " + expiry();
    }

    private String expiry() {
        if (!hasExpiry()) {
            return "as the store";
        }
        if (expiryMillis == Expiry.NEVER) {
            return "never";
        }
        return isAfterWrite ? "after " + Duration.ofMillis(expiryMillis) : "" + Instant.ofEpochMilli(expiryMillis);
    }

    /// Whether the options say when the value expires.
    boolean hasExpiry() {
        return expiryMillis != NOT_SAID;
    }

    /// When a value expires that is written now, if the options say.
    long expiry(LongSupplier time) {
        boolean isAt = !isAfterWrite || expiryMillis == Expiry.NEVER;
        return isAt ? expiryMillis : Expiry.after(time.getAsLong(), expiryMillis);
    }

    /// When a call that begins now, and only waits, must return.
    ///
    /// @param usualNanos the store's patience; 0 when it waits for as long as it takes
    /// @return [Commits#AT_ONCE] when it looks once
    long awaitDeadline(Clock clock, long usualNanos) {
        if (patienceNanos < 0 && usualNanos == 0) {
            return Scheduler.NEVER;
        }
        return deadline(clock, usualNanos);
    }

    /// When a call that begins now must return.
    ///
    /// @param usualNanos the store's patience; 0 when it does not wait for room
    long deadline(Clock clock, long usualNanos) {
        long nanos = patienceNanos < 0 ? usualNanos : patienceNanos;
        return nanos == 0 ? Commits.AT_ONCE : clock.nanoTime() + nanos;
    }
}

package io.varve;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.write.Commits;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How one write is to be done, where the options of the store do not say it right. Immutable: make one and
/// use it again and again.
///
/// ```java
/// static final WriteOptions SOON = WriteOptions.of(Durability.PROCESS).within(Duration.ofMillis(5));
/// store.put(key, value, SOON);
/// ```
public final class WriteOptions {
    private static final WriteOptions AS_THE_STORE = new WriteOptions(null, -1);
    private static final WriteOptions[] BY_DURABILITY = Arrays.stream(Durability.values())
            .map(durability -> new WriteOptions(durability, -1))
            .toArray(WriteOptions[]::new);

    private final @Nullable Durability durability;
    private final long patienceNanos;

    private WriteOptions(@Nullable Durability durability, long patienceNanos) {
        this.durability = durability;
        this.patienceNanos = patienceNanos;
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
        return new WriteOptions(durability, isLong ? Long.MAX_VALUE / 4 : patience.toNanos());
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
                && patienceNanos == that.patienceNanos;
    }

    @Override
    public int hashCode() {
        return Objects.hash(durability, patienceNanos);
    }

    @Override
    public String toString() {
        return "durability = " + (durability == null ? "as the store" : durability) + ", patience = "
                + (patienceNanos < 0 ? "as the store" : Duration.ofNanos(patienceNanos));
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

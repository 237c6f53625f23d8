package io.varve.format;

import io.varve.nativeio.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Milliseconds since 1970 that never go back, over restarts too: the machine's clock, and where that is
/// behind what was written before, that (D-21).
///
/// **A jump forward is not believed at once** (P24): while the store is open, time goes on at the pace of the monotonic
/// clock, with some slack, until the machine's clock has said the same for a minute. So a clock that is wrong for a
/// moment hides what would have expired within the slack, and no more. What cannot be taken back, to drop what
/// has expired, waits for a time that is believed ([#purgeTime]).
///
/// **What was seen expired stays so** (P24), also after a crash that finds the clock set back: nobody sees a time
/// ([#expiryTime]) beyond the one that a durable edit of the manifest has promised never to go back behind.
public final class EngineTime implements LongSupplier {
    /// How much time may go on faster than the monotonic clock.
    public static final long SLACK_MILLIS = 10_000;

    /// How long a clock must say the same to be believed.
    public static final long TRUST_MILLIS = 60_000;

    /// How far ahead a promise goes.
    public static final long LEASE_MILLIS = 60_000;

    /// A store that was not opened for longer does not know whether that is so.
    private static final long LONG_MILLIS = 86_400_000;

    private static final long NANOS = 1_000_000;

    /// The monotonic clock is asked once in so long.
    private static final long NEAR_MILLIS = 1_000;

    /// By which part of itself a clock may run faster than the monotonic one.
    private static final long MOST_DRIFT = 1_000;

    private final Clock clock;
    private final AtomicLong latest = new AtomicLong();

    /// When both clocks were looked at and agreed; null before anybody asked.
    private final AtomicReference<@Nullable Sight> agreed = new AtomicReference<>();

    /// When the machine's clock was first met ahead; null while it is not.
    private final AtomicReference<@Nullable Sight> ahead = new AtomicReference<>();

    /// Whether both clocks agreed when they were last looked at.
    private volatile boolean isUsual;

    private volatile long promised = Long.MAX_VALUE;
    private volatile boolean isPromiseWanted;
    private volatile Runnable onWanted = () -> {};

    /// From when on, of the monotonic clock, what has expired may be dropped.
    private volatile long trustFromNanos = Long.MIN_VALUE;

    /// Never shows less than some other process has seen, who may have promised as much as that: for who promises
    /// nothing, and must not be ahead of it.
    public void raiseBehind(long promised) {
        raise(promised - LEASE_MILLIS);
    }

    /// A time that stands still.
    public static EngineTime standing(long millis) {
        return new EngineTime(new Clock() {
            @Override
            public long nanoTime() {
                return 0;
            }

            @Override
            public long wallMillis() {
                return millis;
            }
        });
    }

    /// What both clocks said at one moment.
    private record Sight(long millis, long nanos) {}

    /// The time of this clock, as long as nothing says that it was later before.
    public EngineTime(Clock clock) {
        this.clock = clock;
    }

    /// Never shows less than this from now on.
    public void raise(long millis) {
        latest.accumulateAndGet(millis, Math::max);
    }

    /// The time.
    @Override
    public long getAsLong() {
        long now = guarded();
        long before = latest.get();
        while (now > before && !latest.compareAndSet(before, now)) {
            before = latest.get();
        }
        return Math.max(now, before);
    }

    /// The time by which entries are over that are read now.
    public long expiryTime() {
        return Math.min(getAsLong(), promised);
    }

    /// Says that there are entries that expire: from now on promises are kept up.
    public void wantPromise() {
        if (!isPromiseWanted) {
            isPromiseWanted = true;
            onWanted.run();
        }
    }

    /// The time by which what is over may be dropped for good; `Long.MIN_VALUE` while it is not known.
    public long purgeTime() {
        long now = Math.min(getAsLong(), promised);
        // A clock that has been set back since was wrong before: what it had expired waits until it gets there.
        boolean isBack = clock.wallMillis() < latest.get() - LEASE_MILLIS - SLACK_MILLIS;
        boolean isTrusted = !isBack && ahead.get() == null && clock.nanoTime() >= trustFromNanos;
        return isTrusted ? now : Long.MIN_VALUE;
    }

    /// Whether the machine's clock is ahead of what is believed.
    public boolean isAhead() {
        return ahead.get() != null;
    }

    /// From now on nobody sees a later time than was promised.
    ///
    /// @param onWanted is called when somebody needs a promise
    public void bePromised(Runnable onWanted) {
        this.onWanted = onWanted;
        promised = latest.get();
    }

    /// What the next edit may promise: that time will not go back behind this.
    public long promise() {
        return isPromiseWanted ? Math.max(getAsLong(), guarded() + LEASE_MILLIS) : getAsLong();
    }

    /// It is durable that time does not go back behind this.
    public void onPromised(long millis) {
        promised = Math.max(promised, millis);
    }

    /// Whether there are entries that expire, so that promises are wanted again and again.
    public boolean isPromiseWanted() {
        return isPromiseWanted && promised != Long.MAX_VALUE;
    }

    /// Whether half of the last promise is over.
    public boolean isPromiseDue() {
        return isPromiseWanted() && promised - guarded() < LEASE_MILLIS / 2;
    }

    /// What the machine's clock says, as far as it is believed. It may go back.
    private long guarded() {
        long now = clock.wallMillis();
        Sight last = agreed.get();
        boolean isNear = isUsual && last != null && now - last.millis < NEAR_MILLIS;
        return isNear ? now : look(now, clock.nanoTime());
    }

    private long look(long now, long nanos) {
        Sight last = agreed.get();
        if (last == null) {
            return lookFirst(now, nanos);
        }
        long most = last.millis + (nanos - last.nanos) / NANOS + SLACK_MILLIS;
        Sight first = ahead.get();
        boolean isConfirmed =
                first != null && !isElsewhere(first, now, nanos) && nanos - first.nanos >= TRUST_MILLIS * NANOS;
        if (now <= most || isConfirmed) {
            // One that is ahead is no anchor for what it says next: small steps must not add up. But clocks drift.
            long drifted = most - SLACK_MILLIS + (nanos - last.nanos) / NANOS / MOST_DRIFT;
            agreed.set(new Sight(isConfirmed ? now : Math.min(now, drifted), nanos));
            ahead.set(null);
            isUsual = true;
            return now;
        }
        if (first == null || isElsewhere(first, now, nanos)) {
            ahead.set(new Sight(now, nanos));
            isUsual = false;
        }
        return most;
    }

    private long lookFirst(long now, long nanos) {
        long before = latest.get();
        if (before > 0 && now - before > LONG_MILLIS) {
            trustFromNanos = nanos + TRUST_MILLIS * NANOS;
        }
        agreed.set(new Sight(now, nanos));
        isUsual = true;
        return now;
    }

    /// Whether a clock that was ahead has jumped again.
    private static boolean isElsewhere(Sight first, long now, long nanos) {
        long expected = first.millis + (nanos - first.nanos) / NANOS;
        return Math.abs(now - expected) > SLACK_MILLIS;
    }
}

package io.varve.write;

import io.varve.error.RejectionCause;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The one word that says whether writes are let in, and if not, why; and whether those that are let in go at a
/// [pace][Brake].
///
/// **Owner:** anybody may close it; of two that end the store the first counts. The writer opens it again
/// when a reason that passes has passed. The brake slows it.
///
/// A caller reads it once before it claims a place, and once after: who closes it can then wait until the
/// ring is drained, and knows that nobody comes later.
final class Door {
    private static final RejectionCause[] CAUSES = RejectionCause.values();
    private static final int OPEN = 0;
    private static final int SLOW = 1 << Byte.SIZE;
    private static final int CAUSE = SLOW - 1;

    /// One more than the ordinal of a cause, or [#OPEN]; and [#SLOW].
    private final AtomicInteger word = new AtomicInteger(OPEN);

    private volatile Runnable onShut = () -> {};

    /// Says who is to be woken when it is closed for good.
    void onShut(Runnable wake) {
        onShut = wake;
    }

    /// All there is to know, for one load.
    int word() {
        return word.get();
    }

    /// Why nobody gets in; null when it is open.
    static @Nullable RejectionCause reason(int word) {
        int cause = word & CAUSE;
        return cause == OPEN ? null : CAUSES[cause - 1];
    }

    /// Whether writes that get in go at a pace.
    static boolean isSlow(int word) {
        return (word & SLOW) != 0;
    }

    /// As [#reason(int)], of now.
    @Nullable
    RejectionCause reason() {
        return reason(word.get());
    }

    @SuppressWarnings("EnumOrdinal") // an index within one process; nothing is stored
    void close(RejectionCause why) {
        int now = word.get();
        while ((isPassing(now) || isLimit(now)) && !word.compareAndSet(now, (now & SLOW) | (why.ordinal() + 1))) {
            now = word.get();
        }
        if (!why.isTransient()) {
            onShut.run();
        }
    }

    void open() {
        int now = word.get();
        while (isPassing(now) && !word.compareAndSet(now, now & SLOW)) {
            now = word.get();
        }
    }

    /// Says whether writes go at a pace from now on.
    void slow(boolean isSlow) {
        int now = word.get();
        while (!word.compareAndSet(now, (now & CAUSE) | (isSlow ? SLOW : 0))) {
            now = word.get();
        }
    }

    /// For good too, but the store goes on, and can be closed: who waits for it to end is told then.
    private static boolean isLimit(int word) {
        return reason(word) == RejectionCause.SEQUENCE_LIMIT;
    }

    private static boolean isPassing(int word) {
        RejectionCause why = reason(word);
        return why == null || why.isTransient();
    }
}

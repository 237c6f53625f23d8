package io.varve.write;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.WriteRejectedException;
import io.varve.format.RecordFormat;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.stats.StoreCounters;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// The callers' side of the ring: claims a place, encodes, offers, waits, and says how it ended.
///
/// Any thread calls these. Arguments were checked before. They return when the write is acknowledged as
/// it asked to be, and throw [WriteRejectedException], [StoreFailedException] or
/// [OutcomeUnknownException] otherwise; no later than the deadline and a copy of the bytes, which of a
/// write larger than the log's buffer is also its way to the disk.
public final class Commits {
    /// In place of a deadline: refuse when there is no room, and otherwise wait for as long as it takes.
    public static final long AT_ONCE = Long.MIN_VALUE;

    /// How often a caller that finds the ring full looks again: below what a sync takes.
    private static final long ROOM_POLL_NANOS = 50_000;

    private final String directory;
    private final Ring ring;
    private final Door door;
    private final Failure failure;
    private final LargeBuffers large;
    private final StoreCounters counters;
    private final Waiters waiters;
    private final Scheduler scheduler;
    private final Clock clock;
    private final BooleanSupplier mayClaim;
    private final int spins;

    Commits(
            String directory,
            Ring ring,
            Door door,
            Failure failure,
            LargeBuffers large,
            StoreCounters counters,
            Scheduler scheduler,
            Clock clock,
            int spins) {
        this.directory = directory;
        this.ring = ring;
        this.door = door;
        this.failure = failure;
        this.large = large;
        this.counters = counters;
        this.waiters = new Waiters(scheduler);
        this.scheduler = scheduler;
        this.clock = clock;
        this.spins = spins;
        this.mayClaim = () -> ring.hasRoom() || door.reason() != null;
    }

    /// Writes one operation.
    public void write(int kind, byte[] key, byte[] value, boolean isSync, long deadlineNanos) {
        long size = RecordFormat.size(key.length, value.length);
        if (size > ring.inlineSize()) {
            Region buffer = large.take(size);
            try {
                RecordFormat.put(buffer, 0, kind, key, value);
                write(buffer, 0, size, 1, isSync, deadlineNanos);
            } finally {
                large.give(buffer);
            }
            return;
        }
        long sequence = claim(deadlineNanos);
        Slot slot = ring.slot(sequence);
        boolean isEncoded = false;
        try {
            RecordFormat.put(slot.inline, 0, kind, key, value);
            isEncoded = true;
        } finally {
            abortUnless(isEncoded, sequence, slot);
        }
        finish(sequence, slot, slot.inline, 0, size, 1, isSync, deadlineNanos);
    }

    /// Writes one operation.
    public void write(int kind, MemorySegment key, MemorySegment value, boolean isSync, long deadlineNanos) {
        long size = RecordFormat.size((int) key.byteSize(), (int) value.byteSize());
        if (size > ring.inlineSize()) {
            Region buffer = large.take(size);
            try {
                RecordFormat.put(buffer, 0, kind, key, value);
                write(buffer, 0, size, 1, isSync, deadlineNanos);
            } finally {
                large.give(buffer);
            }
            return;
        }
        long sequence = claim(deadlineNanos);
        Slot slot = ring.slot(sequence);
        boolean isEncoded = false;
        try {
            RecordFormat.put(slot.inline, 0, kind, key, value);
            isEncoded = true;
        } finally {
            abortUnless(isEncoded, sequence, slot);
        }
        finish(sequence, slot, slot.inline, 0, size, 1, isSync, deadlineNanos);
    }

    /// Writes operations that are encoded already, as one; they stay the caller's, and untouched until
    /// this returns.
    public void write(Region batch, long offset, long length, int operations, boolean isSync, long deadlineNanos) {
        long sequence = claim(deadlineNanos);
        finish(sequence, ring.slot(sequence), batch, offset, length, operations, isSync, deadlineNanos);
    }

    /// Returns when everything that was written before is durable.
    public void sync(long deadlineNanos) {
        long sequence = claim(deadlineNanos);
        Slot slot = ring.slot(sequence);
        finish(sequence, slot, slot.inline, 0, 0, 0, true, deadlineNanos);
    }

    /// A place in the ring. The door is read again behind the claim: who closed it in between waits for
    /// this place to be published, and so for us.
    private long claim(long deadlineNanos) {
        while (true) {
            requireOpen();
            long sequence = ring.tryClaim();
            if (sequence >= 0) {
                if (door.reason() == null) {
                    return sequence;
                }
                abort(sequence, ring.slot(sequence));
            } else if (!awaitRoom(deadlineNanos)) {
                throw rejected(RejectionCause.RING_FULL);
            }
        }
    }

    /// Nobody wakes us when there is room, so that the writer need not look for us: we look now and then.
    private boolean awaitRoom(long deadlineNanos) {
        if (deadlineNanos == AT_ONCE) {
            return mayClaim.getAsBoolean();
        }
        for (int i = 0; i < spins; i++) {
            if (mayClaim.getAsBoolean()) {
                return true;
            }
            scheduler.spin();
        }
        while (!mayClaim.getAsBoolean()) {
            long now = clock.nanoTime();
            if (now - deadlineNanos >= 0 && deadlineNanos != Scheduler.NEVER) {
                return false;
            }
            scheduler.await(mayClaim, Math.min(deadlineNanos, now + ROOM_POLL_NANOS));
        }
        return true;
    }

    /// A claimed place is published whatever happens: one that is not would stop the ring for ever.
    private void abortUnless(boolean isEncoded, long sequence, Slot slot) {
        if (!isEncoded) {
            abort(sequence, slot);
        }
    }

    private void abort(long sequence, Slot slot) {
        slot.abort(sequence);
        ring.publish(sequence);
    }

    private void finish(
            long sequence,
            Slot slot,
            Region from,
            long offset,
            long length,
            int operations,
            boolean isSync,
            long deadlineNanos) {
        Waiter waiter = waiters.take();
        waiter.begin(sequence);
        slot.offer(sequence, from, offset, length, operations, isSync, waiter);
        ring.publish(sequence);

        int outcome = waiter.await(spins, deadlineNanos == AT_ONCE ? Scheduler.NEVER : deadlineNanos);
        if (outcome == Outcome.NONE) {
            outcome = giveUp(sequence, slot, waiter);
        }
        waiters.give(waiter);
        if (outcome != Outcome.ACKED) {
            throw refusal(outcome);
        }
    }

    /// The deadline has come: takes the write back, or waits for the copy and leaves it open.
    private int giveUp(long sequence, Slot slot, Waiter waiter) {
        if (slot.tryCancel(sequence)) {
            return Outcome.rejected(RejectionCause.DEADLINE);
        }
        while (!slot.isReleased(sequence)) {
            scheduler.spin();
        }
        int outcome = waiter.outcome();
        return outcome == Outcome.NONE ? Outcome.UNKNOWN : outcome;
    }

    private void requireOpen() {
        RejectionCause why = door.reason();
        if (why != null) {
            throw refusal(Outcome.rejected(why));
        }
    }

    private StoreException refusal(int outcome) {
        StoreException first = failure.cause();
        if (outcome == Outcome.UNKNOWN) {
            StoreException cause = Objects.requireNonNullElseGet(
                    first,
                    () -> new WriteRejectedException(RejectionCause.DEADLINE, "the deadline passed during the write"));
            return new OutcomeUnknownException(directory, cause);
        }
        RejectionCause why = Outcome.cause(outcome);
        StoreException rejected = rejected(why);
        return why == RejectionCause.FAILED && first != null ? new StoreFailedException(directory, first) : rejected;
    }

    private StoreException rejected(RejectionCause why) {
        counters.rejections().add(why, 1);
        return new WriteRejectedException(why);
    }
}

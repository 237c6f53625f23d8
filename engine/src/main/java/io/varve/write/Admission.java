package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.format.RecordFormat;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The way in: past the door, at the pace that the brake allows, to a place in the ring, encoded. What comes after,
/// waiting for the end or
/// not, is the affair of who asked.
///
/// Any thread calls these. A place that was returned must be [offered][#offer] or [aborted][#abort],
/// whatever happens: one that is not stops the ring for ever.
final class Admission {
    /// In place of a place: there was no room until the deadline.
    static final long NO_ROOM = -1;

    /// In place of a weight: nothing is written, only waited for.
    private static final long TURN = -1;

    /// How often a caller that finds no room looks again: below what a sync takes.
    private static final long ROOM_POLL_NANOS = 50_000;

    private final Ring ring;
    private final Door door;
    private final Brake brake;
    private final LargeBuffers large;
    private final Refusals refusals;
    private final Scheduler scheduler;
    private final Clock clock;
    private final BooleanSupplier hasPlace;
    private final BooleanSupplier hasNews;
    private final int spins;

    Admission(
            Ring ring,
            Door door,
            Brake brake,
            LargeBuffers large,
            Refusals refusals,
            Scheduler scheduler,
            Clock clock,
            int spins) {
        this.ring = ring;
        this.door = door;
        this.brake = brake;
        this.large = large;
        this.refusals = refusals;
        this.scheduler = scheduler;
        this.clock = clock;
        this.spins = spins;
        this.hasPlace = () -> ring.hasRoom() || door.reason() != null;
        // Whether there is room among the large buffers is known only by trying.
        this.hasNews = () -> door.reason() != null;
    }

    /// A place with one operation; or [#NO_ROOM].
    long put(int kind, byte[] key, byte[] value, long expiry, long deadlineNanos) {
        long size = RecordFormat.size(key.length, value.length, expiry);
        long place = claim(size, deadlineNanos);
        if (place != NO_ROOM) {
            boolean isEncoded = false;
            try {
                RecordFormat.put(ring.slot(place).source(), 0, kind, key, value, expiry);
                isEncoded = true;
            } finally {
                abortUnless(isEncoded, place);
            }
        }
        return place;
    }

    /// A place with one operation; or [#NO_ROOM].
    long put(int kind, MemorySegment key, MemorySegment value, long expiry, long deadlineNanos) {
        long size = RecordFormat.size((int) key.byteSize(), (int) value.byteSize(), expiry);
        long place = claim(size, deadlineNanos);
        if (place != NO_ROOM) {
            boolean isEncoded = false;
            try {
                RecordFormat.put(ring.slot(place).source(), 0, kind, key, value, expiry);
                isEncoded = true;
            } finally {
                abortUnless(isEncoded, place);
            }
        }
        return place;
    }

    /// A place with operations that stand in a caller's memory, and stay there until they are copied.
    long lend(Region batch, long length, int operations, long deadlineNanos) {
        long place = claim(0, length, deadlineNanos);
        if (place != NO_ROOM) {
            ring.slot(place).fill(batch, 0, length, operations, false);
        }
        return place;
    }

    /// A place with a copy of operations that stand in a caller's memory.
    long copy(Region batch, long length, int operations, long deadlineNanos) {
        long place = claim(length, deadlineNanos);
        if (place != NO_ROOM) {
            Slot slot = ring.slot(place);
            boolean isEncoded = false;
            try {
                slot.source().copyFrom(0, batch, 0, length);
                slot.fill(slot.source(), 0, length, operations, slot.isOwned());
                isEncoded = true;
            } finally {
                abortUnless(isEncoded, place);
            }
        }
        return place;
    }

    /// A place with nothing to write, only with its turn: let in also while there is no room for writes.
    long turn(long deadlineNanos) {
        long place = claim(0, TURN, deadlineNanos);
        if (place != NO_ROOM) {
            Slot slot = ring.slot(place);
            slot.fill(slot.inline, 0, 0, 0, false);
        }
        return place;
    }

    /// A place with room for an operation of `size` bytes, which the caller encodes; or [#NO_ROOM].
    ///
    /// The door is read again behind the claim: who closed it in between waits for this place to be
    /// published, and so for us.
    long claim(long size, long deadlineNanos) {
        return claim(size, size, deadlineNanos);
    }

    /// @param weight bytes that count while writes go at a pace; or [#TURN]
    private long claim(long size, long weight, long deadlineNanos) {
        boolean isTurn = weight == TURN;
        boolean isLarge = size > ring.inlineSize();
        int word = door.word();
        if (Door.isSlow(word) && !isTurn) {
            if (!brake.pass(weight, deadlineNanos)) {
                return NO_ROOM;
            }
            word = door.word();
        }
        for (; isOpen(word, isTurn); word = door.word()) {
            Region own = isLarge ? large.tryTake(size) : null;
            boolean isWithoutBuffer = isLarge && own == null;
            long place = isWithoutBuffer ? NO_ROOM : ring.tryClaim();
            if (place == NO_ROOM) {
                giveBack(own);
                // Behind a closed door nobody knows how long it takes, also for those who are let in.
                if (door.reason() != null || !awaitRoom(isWithoutBuffer ? hasNews : hasPlace, deadlineNanos)) {
                    return NO_ROOM;
                }
            } else {
                hold(place, own, size);
                boolean isKept = false;
                try {
                    isKept = isOpen(door.word(), isTurn);
                } finally {
                    abortUnless(isKept, place);
                }
                if (isKept) {
                    return place;
                }
            }
        }
        return NO_ROOM;
    }

    /// Offers an encoded place to the writer.
    ///
    /// @param who is told how it ended; null when nobody but by its position
    void offer(long place, boolean isSync, @Nullable Ending who) {
        ring.slot(place).offer(place, isSync, who);
        ring.publish(place);
    }

    /// Gives a claimed place up.
    void abort(long place) {
        Slot slot = ring.slot(place);
        giveBack(slot.disown());
        slot.abort(place);
        ring.publish(place);
    }

    /// Takes an offered write back; false when the writer has it already.
    boolean tryCancel(long place) {
        Slot slot = ring.slot(place);
        Region own = slot.isOwned() ? slot.source() : null;
        boolean isCancelled = slot.tryCancel(place);
        if (isCancelled) {
            giveBack(own);
        }
        return isCancelled;
    }

    /// Why there was no room.
    StoreException noRoom() {
        RejectionCause why = door.reason();
        Pace pace = brake.pace();
        RejectionCause slowed = pace.reason();
        if (why == null && slowed != null) {
            return refusals.braked(slowed, pace.failure());
        }
        return refusals.rejected(why == null ? RejectionCause.RING_FULL : why);
    }

    /// Whether writes are let in now. A reason that passes is the caller's to wait for: nobody knows how long.
    ///
    /// @throws StoreException when none will be let in any more
    private boolean isOpen(int word, boolean isTurn) {
        RejectionCause why = Door.reason(word);
        if (why != null && !why.isTransient()) {
            throw refusals.rejected(why);
        }
        return why == null || isTurn;
    }

    private void hold(long place, @Nullable Region own, long size) {
        Slot slot = ring.slot(place);
        slot.fill(own == null ? slot.inline : own, 0, size, 1, own != null);
    }

    private void giveBack(@Nullable Region own) {
        if (own != null) {
            large.give(own);
        }
    }

    private void abortUnless(boolean isEncoded, long place) {
        if (!isEncoded) {
            abort(place);
        }
    }

    /// Nobody wakes us when there is room, so that the writer need not look for us: we look now and then.
    ///
    /// @return false when the deadline has come
    private boolean awaitRoom(BooleanSupplier condition, long deadlineNanos) {
        if (deadlineNanos == Commits.AT_ONCE) {
            return false;
        }
        for (int i = 0; i < spins; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            scheduler.spin();
        }
        long now = clock.nanoTime();
        if (deadlineNanos != Scheduler.NEVER && now - deadlineNanos >= 0) {
            return condition.getAsBoolean();
        }
        scheduler.await(condition, Math.min(deadlineNanos, now + ROOM_POLL_NANOS));
        return true;
    }
}

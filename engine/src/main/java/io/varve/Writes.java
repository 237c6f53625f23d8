package io.varve;

import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.format.RecordFormat;
import io.varve.nativeio.Clock;
import io.varve.view.Calls;
import io.varve.view.Horizon;
import io.varve.write.Commits;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Writes for the store: checks, enters, hands over to the commit path, leaves.
final class Writes {
    private final String directory;
    private final Calls calls;
    private final @Nullable Commits commits;
    private final Horizon horizon;
    private final EventSink events;
    private final Clock clock;
    private final long limit;
    private final long patienceNanos;

    /// Why writes are being rejected; null while they are not. Racy on purpose: it decides only which
    /// rejection is told as the first of its series.
    private volatile @Nullable RejectionCause series;

    /// @param commits null in a store that was opened read-only
    /// @param limit bytes that one write may take
    /// @param patienceNanos how long a call may take; 0 when it does not wait for room, and for the disk
    ///     as long as that takes
    Writes(
            String directory,
            Calls calls,
            @Nullable Commits commits,
            Horizon horizon,
            EventSink events,
            Clock clock,
            long limit,
            long patienceNanos) {
        this.directory = directory;
        this.calls = calls;
        this.commits = commits;
        this.horizon = horizon;
        this.events = events;
        this.clock = clock;
        this.limit = limit;
        this.patienceNanos = patienceNanos;
    }

    void write(int kind, byte[] key, byte[] value, boolean isSync) {
        Arguments.checkKey(key);
        Arguments.checkValue(RecordFormat.size(key.length, Arguments.given("value", value).length), limit);
        int ticket = enter();
        try {
            commits().write(kind, key, value, isSync, deadline());
            endSeries();
        } catch (WriteRejectedException refused) {
            throw named(refused);
        } finally {
            calls.exit(ticket);
        }
    }

    void write(int kind, MemorySegment key, MemorySegment value, boolean isSync) {
        Arguments.checkKey(key);
        long valueLength = Arguments.given("value", value).byteSize();
        Arguments.checkValue(valueLength, limit);
        Arguments.checkValue(RecordFormat.size((int) key.byteSize(), (int) valueLength), limit);
        int ticket = enter();
        try {
            commits().write(kind, key, value, isSync, deadline());
            endSeries();
        } catch (WriteRejectedException refused) {
            throw named(refused);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            throw Segments.unusable("the key or the value cannot be read from this thread", unreadable);
        } finally {
            calls.exit(ticket);
        }
    }

    void write(WriteBatch batch, boolean isSync) {
        Arguments.given("batch", batch).beginWrite();
        try {
            int ticket = enter();
            try {
                if (batch.operations() > 0) {
                    commits().write(batch.region(), 0, batch.sizeBytes(), batch.operations(), isSync, deadline());
                    endSeries();
                }
            } catch (WriteRejectedException refused) {
                throw named(refused);
            } finally {
                calls.exit(ticket);
            }
        } finally {
            batch.endWrite();
        }
    }

    void syncUpTo(long sequence) {
        int ticket = enter();
        try {
            if (horizon.durableAcquire() < sequence) {
                commits().sync(deadline());
            }
        } catch (WriteRejectedException refused) {
            throw named(refused);
        } finally {
            calls.exit(ticket);
        }
    }

    /// Whoever is turned away by a close is told so as everybody is who comes later. Of other refusals the
    /// first of a series is an event.
    private StoreException named(WriteRejectedException refused) {
        RejectionCause why = refused.rejectionCause();
        if (why == RejectionCause.CLOSED) {
            return new StoreClosedException(directory);
        }
        if (series != why) {
            series = why;
            events.emit(new StoreEvent.WriteRejected(why));
        }
        return refused;
    }

    private void endSeries() {
        if (series != null) {
            series = null;
        }
    }

    private Commits commits() {
        if (commits == null) {
            throw new WriteRejectedException(RejectionCause.READ_ONLY);
        }
        return commits;
    }

    private long deadline() {
        return patienceNanos == 0 ? Commits.AT_ONCE : clock.nanoTime() + patienceNanos;
    }

    private int enter() {
        int ticket = calls.enter();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        return ticket;
    }
}

package io.varve.flush;

import io.varve.error.StoreIoException;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.sstable.TableStore;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Removes the files of tables that nobody needs. What the machine refuses is told once, and tried again now and then
/// (row 61): nothing waits for it, and what is left at the end is an orphan, which the next open sweeps.
///
/// **Owner:** any thread removes; the coordinator tries again.
public final class Removals {
    private static final long RETRY_NANOS = 1_000_000_000;

    private final TableStore store;
    private final EventSink events;
    private final Clock clock;
    private final Queue<Long> refused = new ConcurrentLinkedQueue<>();
    private volatile long retryNanos = Scheduler.NEVER;

    /// @param store that the tables are of
    public Removals(TableStore store, EventSink events, Clock clock) {
        this.store = store;
        this.events = events;
        this.clock = clock;
    }

    /// Removes a file, now or later.
    void remove(long number) {
        try {
            store.remove(number);
        } catch (StoreIoException one) {
            events.emit(new StoreEvent.BackgroundFailed("varve-install", one, true));
            keep(number);
        }
    }

    /// Tries again what was refused, if it is time.
    ///
    /// @return how many are gone now
    int retry() {
        if (clock.nanoTime() < retryNanos) {
            return 0;
        }
        retryNanos = Scheduler.NEVER;
        int gone = 0;
        for (int left = refused.size(); left > 0; left--) {
            Long number = refused.poll();
            if (number != null && isGone(number)) {
                gone++;
            }
        }
        return gone;
    }

    /// Whether something is to be tried again.
    boolean hasAny() {
        return !refused.isEmpty();
    }

    private boolean isGone(long number) {
        try {
            store.remove(number);
            return true;
        } catch (StoreIoException again) {
            keep(number);
            return false;
        }
    }

    private void keep(long number) {
        refused.add(number);
        retryNanos = clock.nanoTime() + RETRY_NANOS;
    }
}

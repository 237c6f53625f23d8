package io.varve;

import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Finds what the user forgot to close: handles that the garbage collector took before anybody closed them
/// (row 90). Each is told with the place where it was opened.
///
/// Stores and batches are all watched; of cursors and snapshots, which may be opened by the million, one of
/// [#ONE_IN], and the first: who forgets one forgets it again. Closing a handle that is not watched costs
/// nothing.
///
/// **Promises:** only memory is freed that nobody can reach any more. A forgotten store is told and goes on:
/// a call of it may still be inside, and its lock and threads end with the process.
///
/// **Owner:** any thread. The thread of the JDK's `Cleaner`, one for all stores, ends when our classes go; it
/// holds none of our handles.
final class Leaks {
    /// How many cursors and snapshots there are to one that is watched. To watch one costs 2 to 4 us, a trace of
    /// the stack mostly, and to open one 50 ns.
    static final int ONE_IN = 1024;

    private static final Cleaner CLEANER = Cleaner.create();

    private final EventSink events;
    private final LongAdder found;
    private boolean isWatching;
    private int handles;

    /// @param found counts what was forgotten
    Leaks(EventSink events, LongAdder found) {
        this.events = events;
        this.found = found;
    }

    /// Begins with the store itself. Before, and in a simulation for good, nothing is watched: the collector
    /// would come into it from outside.
    Watch begin(Store store) {
        isWatching = true;
        return watch(store, "store", Leaks::nothing);
    }

    /// Watches a handle.
    ///
    /// @param release gives back what it has when it was forgotten, and does not refer to it
    Watch watch(Object handle, String kind, Runnable release) {
        if (!isWatching) {
            return Watch.NONE;
        }
        Watch watch = new Watch(this, kind, release);
        watch.cleanable = CLEANER.register(handle, watch);
        return watch;
    }

    /// Watches a handle now and then. The count is racy on purpose: any of the handles will do.
    Watch watchSome(Object handle, String kind) {
        return handles++ % ONE_IN == 0 ? watch(handle, kind, Leaks::nothing) : Watch.NONE;
    }

    private static void nothing() {}

    private void report(Watch forgotten) {
        found.increment();
        events.emit(new StoreEvent.HandleForgotten(forgotten.kind, forgotten.opened));
        forgotten.release.run();
    }

    /// One handle that is watched, seen from it.
    static final class Watch implements Runnable {
        /// Of a handle that is not watched.
        static final Watch NONE = new Watch();

        private final @Nullable Leaks leaks;
        private final String kind;
        private final Runnable release;
        private final Throwable opened;
        private volatile boolean isClosed;
        private Cleaner.@Nullable Cleanable cleanable;

        private Watch() {
            this(null, "nothing", Leaks::nothing);
            this.isClosed = true;
        }

        private Watch(@Nullable Leaks leaks, String kind, Runnable release) {
            this.leaks = leaks;
            this.kind = kind;
            this.release = release;
            this.opened = new StackTrace(kind);
        }

        /// The handle was closed, as it should be.
        void end() {
            if (!isClosed) {
                isClosed = true;
                Cleaner.Cleanable watched = cleanable;
                if (watched != null) {
                    watched.clean();
                }
            }
        }

        /// The handle is gone, closed or not.
        @Override
        public void run() {
            Leaks of = leaks;
            if (!isClosed && of != null) {
                of.report(this);
            }
        }
    }

    /// Where a handle was opened; never thrown.
    private static final class StackTrace extends Throwable {
        private static final long serialVersionUID = 1;

        StackTrace(String kind) {
            super("the " + kind + " was opened here");
        }
    }
}

package io.varve;

import io.varve.delivery.Events;
import io.varve.error.ResourceRefusedException;
import io.varve.flush.Adapting;
import io.varve.flush.Flushes;
import io.varve.flush.RotationQueue;
import io.varve.nativeio.Memory;
import io.varve.nativeio.Scheduler;
import io.varve.read.Lookups;
import io.varve.read.ReadWatch;
import io.varve.stats.StoreCounters;
import io.varve.write.WritePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an open store has running, or holds to answer calls; all of it was started, or nothing.
///
/// @param path of a write; null in a store that is only read
/// @param flushes likewise
/// @param adapting null when numbers of runs stay as they are
/// @param undo ends it all, last first
record Running(
        Lookups lookups,
        Events events,
        @Nullable WritePath path,
        @Nullable Flushes flushes,
        @Nullable Adapting adapting,
        Deque<Runnable> undo) {
    /// Starts it all.
    ///
    /// @throws ResourceRefusedException when the machine gives no thread; nothing runs then
    /// @throws RuntimeException what the thread factory of the user threw; likewise
    static Running start(StoreParts parts, Reading reading, StoreCounters counters) {
        Deque<Runnable> undo = new ArrayDeque<>();
        boolean isStarted = false;
        try {
            Memory memory = parts.seams().memory();
            Lookups lookups = new Lookups(
                    memory,
                    memory.budget().account("lookups"),
                    parts.time()::expiryTime,
                    new ReadWatch(
                            parts.directory().path(),
                            counters.isOn(),
                            parts.seams().clock(),
                            counters.readNanos()));
            undo.push(lookups::close);
            StoreOptions options = parts.options();
            Events events = Events.start(
                    parts.seams().scheduler(),
                    parts.directory().path(),
                    options.eventQueueSize(),
                    options.listener(),
                    options.logEvents());
            undo.push(() -> events.close(Scheduler.NEVER));
            RotationQueue rotations = FlushWiring.rotations(parts, reading);
            WritePath path = Wiring.writePath(parts, reading, rotations, counters, events);
            if (path != null) {
                undo.push(() -> abandon(path));
            }
            Adapting adapting = path == null ? null : FlushWiring.adapting(parts, counters, lookups);
            Flushes flushes = FlushWiring.flushes(parts, reading, rotations, path, adapting, counters, events);
            if (flushes != null) {
                undo.push(() -> flushes.stop(Scheduler.NEVER));
            }
            isStarted = true;
            return new Running(lookups, events, path, flushes, adapting, undo);
        } catch (IllegalStateException noThread) {
            throw ResourceRefusedException.thread(parts.directory().path(), noThread);
        } finally {
            if (!isStarted) {
                undo.forEach(Runnable::run);
            }
        }
    }

    /// Does what is left to do before there is a store; when that throws, ends what runs.
    <T> T orAbandon(Supplier<T> last) {
        boolean isDone = false;
        try {
            T made = last.get();
            isDone = true;
            return made;
        } finally {
            if (!isDone) {
                undo.forEach(Runnable::run);
            }
        }
    }

    private static void abandon(WritePath path) {
        path.shut();
        path.stop(Scheduler.NEVER);
        path.release();
    }
}

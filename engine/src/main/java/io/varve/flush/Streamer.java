package io.varve.flush;

import io.varve.nativeio.Scheduler;
import io.varve.write.Doorbell;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.jctools.queues.MessagePassingQueue;

/// One thread that makes tables, one attempt after the other.
///
/// **Promises:** every attempt that it takes comes back, whatever is thrown meanwhile (A33, W-A3); what is thrown
/// while it waits for one is told, and ends the store rather than only this thread.
/// @param <A> what it is given
final class Streamer<A extends Attempt> implements Agent {
    private final String name;
    private final MessagePassingQueue<A> todo;
    private final MessagePassingQueue<A> done;
    private final Doorbell own;
    private final Runnable wakeCoordinator;
    private final Consumer<Throwable> onUnexpected;
    private final BooleanSupplier hasWork = this::hasWork;
    private volatile boolean isStopping;

    /// @param name of the thread
    /// @param onUnexpected told of what is thrown while it has no attempt
    Streamer(
            String name,
            MessagePassingQueue<A> todo,
            MessagePassingQueue<A> done,
            Doorbell own,
            Runnable wakeCoordinator,
            Consumer<Throwable> onUnexpected) {
        this.name = name;
        this.todo = todo;
        this.done = done;
        this.own = own;
        this.wakeCoordinator = wakeCoordinator;
        this.onUnexpected = onUnexpected;
    }

    @Override
    public String roleName() {
        return name;
    }

    @Override
    public int doWork() {
        awaitWork();
        return streamOne();
    }

    /// What it was given before comes back all the same: a stop waits for that.
    private void awaitWork() {
        try {
            own.await(hasWork, Scheduler.NEVER);
        } catch (Throwable unexpected) {
            onUnexpected.accept(unexpected);
        }
    }

    /// Streams what is next, if anything is. In a store without background threads, the caller's thread does this.
    int streamOne() {
        A attempt = todo.poll();
        if (attempt == null) {
            return 0;
        }
        attempt.run();
        boolean isTaken = done.offer(attempt);
        assert isTaken : "no room for a finished attempt";
        wakeCoordinator.run();
        return 1;
    }

    void wake() {
        own.ring();
    }

    void stop() {
        isStopping = true;
        own.ring();
    }

    private boolean hasWork() {
        return isStopping || !todo.isEmpty();
    }
}

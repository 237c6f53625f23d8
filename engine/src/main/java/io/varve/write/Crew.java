package io.varve.write;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NoOpIdleStrategy;

/// The threads of the way of a write: all of them run, or none.
final class Crew {
    private final Preparer preparer;
    private final Callbacks callbacks;
    private final Writer writer;
    private final Deque<Worker> started = new ArrayDeque<>();
    private final Worker preparing;
    private final Worker calling;
    private final Worker writing;

    private Crew(Scheduler scheduler, Preparer preparer, Callbacks callbacks, Writer writer, Runnable undo) {
        this.preparer = preparer;
        this.callbacks = callbacks;
        this.writer = writer;
        boolean isComplete = false;
        try {
            this.preparing = start(scheduler, preparer);
            this.calling = start(scheduler, callbacks);
            this.writing = start(scheduler, writer);
            isComplete = true;
        } finally {
            if (!isComplete) {
                abandon();
                undo.run();
            }
        }
    }

    /// Starts them.
    ///
    /// @param undo gives back what they would have used, when the machine has not a thread for each
    static Crew start(Scheduler scheduler, Preparer preparer, Callbacks callbacks, Writer writer, Runnable undo) {
        return new Crew(scheduler, preparer, callbacks, writer, undo);
    }

    /// Ends them: first the writer, which may still need what the preparer makes ready, and tell callbacks.
    boolean stop(long deadlineNanos) {
        writer.stop();
        writing.stop();
        if (!writing.join(deadlineNanos)) {
            return false;
        }
        preparer.stop();
        preparing.stop();
        callbacks.stop();
        calling.stop();
        return preparing.join(deadlineNanos) && (callbacks.isCalling() || calling.join(deadlineNanos));
    }

    private Worker start(Scheduler scheduler, Agent agent) {
        Worker worker = scheduler.start(agent, NoOpIdleStrategy.INSTANCE);
        started.push(worker);
        return worker;
    }

    private void abandon() {
        preparer.stop();
        callbacks.stop();
        started.forEach(Worker::stop);
        started.forEach(worker -> worker.join(Scheduler.NEVER));
    }
}

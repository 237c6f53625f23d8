package io.varve.bench.queue;

import java.util.Queue;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One step of a producer and of a consumer, the same for all queues. Public for what JMH generates.
public final class HandOver {
    /// What all producers together may have in a queue is less.
    static final int CAPACITY = 1024;

    /// Vain tries before the core is offered to others: there may be more threads than cores.
    private static final int PATIENCE = 50;

    private HandOver() {}

    /// A producer's own state. Items carry their credits, so that the consumer knows whom to pay back.
    @State(Scope.Thread)
    public static class Producer {
        private final Credits credits = new Credits();
        private int misses;

        /// Used by JMH.
        public Producer() {}
    }

    /// What a consumer counts: `moved` is what we want to know, the rest is waiting.
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Consumer {
        /// Items taken.
        public long moved;

        private int misses;

        /// Used by JMH.
        public Consumer() {}
    }

    static void offer(Queue<Object> queue, Producer producer) {
        if (producer.credits.tryTake()) {
            producer.misses = 0;
            if (!queue.offer(producer.credits)) {
                throw new IllegalStateException("a queue of " + CAPACITY + " was full");
            }
            return;
        }
        idle(++producer.misses);
    }

    static void poll(Queue<Object> queue, Consumer consumer) {
        if (queue.poll() instanceof Credits credits) {
            consumer.misses = 0;
            consumer.moved++;
            credits.give();
            return;
        }
        idle(++consumer.misses);
    }

    @SuppressWarnings("ThreadPriorityCheck") // see PATIENCE
    private static void idle(int misses) {
        if (misses % PATIENCE == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }
}

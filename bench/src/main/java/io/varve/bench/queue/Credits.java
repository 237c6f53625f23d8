package io.varve.bench.queue;

import java.util.concurrent.atomic.AtomicLongArray;

/// How many items a producer may have in a queue. It bounds the unbounded queues and is the same for all, so
/// that no queue is ever full and nobody measures a full one; the consumer gives credits back in lots, so that
/// this costs next to nothing.
final class Credits {
    private static final int LIMIT = 256;
    private static final int LOT = 32;

    /// In the middle of two cache lines that nobody else uses.
    private static final int PLACE = 16;

    private final AtomicLongArray returned = new AtomicLongArray(2 * PLACE);
    private long sent;
    private long knownReturned;
    private long consumed;

    /// Called by the producer; false when it must wait.
    boolean tryTake() {
        if (sent - knownReturned >= LIMIT) {
            knownReturned = returned.getAcquire(PLACE);
            if (sent - knownReturned >= LIMIT) {
                return false;
            }
        }
        sent++;
        return true;
    }

    /// Called by the consumer, once per item.
    void give() {
        if (++consumed % LOT == 0) {
            returned.setRelease(PLACE, consumed);
        }
    }
}

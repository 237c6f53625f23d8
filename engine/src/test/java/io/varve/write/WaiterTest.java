package io.varve.write;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.error.RejectionCause;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import org.junit.jupiter.api.Test;

/// That a waiter hears the end of its own write, once.
final class WaiterTest {
    private final Scheduler scheduler = Linux.scheduler(Linux.daemonThreads());
    private final Waiter waiter = new Waiter(scheduler, new Neighbours(scheduler, 0, 0));

    @Test
    void theFirstEndIsTheEnd() {
        waiter.begin(3, Neighbours.UNKNOWN);
        waiter.end(3, Outcome.UNKNOWN);
        waiter.end(3, Outcome.ACKED);
        assertEquals(Outcome.UNKNOWN, waiter.await(1, new Lookout(scheduler, Linux.clock(), 0, 0), Long.MAX_VALUE));
    }

    @Test
    void theEndOfAWriteThatWasGivenUpIsNotThatOfTheNext() {
        waiter.begin(3, Neighbours.UNKNOWN);
        waiter.begin(4, Neighbours.UNKNOWN);
        waiter.end(3, Outcome.rejected(RejectionCause.FAILED));
        assertEquals(Outcome.NONE, waiter.outcome());
        waiter.end(4, Outcome.ACKED);
        assertEquals(Outcome.ACKED, waiter.outcome());
    }

    /// The writer gives way to whom it has told, when that shares its processor.
    @Test
    void theWriterKnowsWhoseEndItTold() {
        int[] given = {0};
        SchedulerStub here = new SchedulerStub() {
            @Override
            public int processor() {
                return 3;
            }

            @Override
            public void giveWay() {
                given[0]++;
            }
        };
        Neighbours neighbours = new Neighbours(here, 100, 1);
        neighbours.onTurn(true);
        Waiter beside = new Waiter(here, neighbours);
        beside.begin(3, neighbours.here());
        beside.end(3, Outcome.ACKED);
        neighbours.onTurn(false);
        assertEquals(1, given[0]);
    }
}

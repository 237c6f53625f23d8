package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.event.EventSink;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import io.varve.stats.StoreCounters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Callers at the door while it closes: what was let in is in the ring before whoever closed it looks.
final class AdmissionRaceTest {
    private static final int TRIALS = 30_000;
    private static final int SLOT_BYTES = 64;

    /// Of an outcome: somebody was let in whom whoever closed the door did not see.
    private static final int UNSEEN = 100;

    private final Scheduler scheduler = Linux.scheduler(Linux.daemonThreads());
    private final Memory memory = Linux.memory(new MemoryBudget(1 << 20));
    private final Region region = memory.allocate(memory.budget().account("ring"), 8 * SLOT_BYTES, Pages.BASE);
    private final Door door = new Door();
    private final Ring ring = new Ring(region, 8, SLOT_BYTES, new Doorbell(scheduler, Linux.clock(), 0, null));
    private final LargeBuffers large = new LargeBuffers(memory, memory.budget().account("large"), 1 << 16);
    private final Admission admission = new Admission(
            ring,
            door,
            new Brake(
                    door,
                    scheduler,
                    Linux.clock(),
                    new BrakeTally(new StoreCounters(), EventSink.NONE, Linux.clock(), "the store")),
            large,
            new Refusals("the store", new Failure("the store", cause -> {}), new StoreCounters()),
            scheduler,
            Linux.clock(),
            0);

    private final long[] places = new long[2];
    private long seen;

    @AfterEach
    void free() {
        large.close();
        memory.free(region);
    }

    @Test
    void afterACloseNoPlaceIsClaimedThatIsNotSeen() throws InterruptedException {
        new Trials("claim against close", TRIALS, trial -> come(0), this::close)
                .run(this::open, trial -> outcome(), outcome -> outcome < UNSEEN);
    }

    @Test
    void afterACloseNoneOfTwoIsClaimedThatIsNotSeen() throws InterruptedException {
        new Trials("two claims against close", TRIALS / 4, trial -> come(0), this::close, trial -> come(1))
                .run(this::open, trial -> outcome(), outcome -> outcome < UNSEEN);
    }

    /// A reason that passes, and is over, never opens a door that was closed for good.
    @Test
    void aDoorThatWasClosedForGoodStaysClosed() throws InterruptedException {
        Door[] now = {door};
        new Trials(
                        "open against close for good",
                        TRIALS,
                        trial -> {
                            now[0].close(RejectionCause.OUT_OF_SPACE);
                            now[0].open();
                        },
                        trial -> now[0].close(RejectionCause.CLOSED))
                .run(
                        trial -> now[0] = new Door(),
                        trial -> now[0].reason() == RejectionCause.CLOSED ? 1 : 0,
                        outcome -> outcome == 1);
    }

    private void open(int trial) {
        ring.release(ring.claimed());
        door.open();
        places[0] = Admission.NO_ROOM;
        places[1] = Admission.NO_ROOM;
    }

    private void come(int caller) {
        long place = admission.claim(8, Commits.AT_ONCE);
        if (place != Admission.NO_ROOM) {
            admission.offer(place, false, null);
        }
        places[caller] = place;
    }

    private void close(int trial) {
        door.close(RejectionCause.LOG_BEHIND);
        seen = ring.claimed();
    }

    private int outcome() {
        int outcome = 0;
        for (long place : places) {
            boolean isIn = place != Admission.NO_ROOM;
            outcome += isIn && place > seen ? UNSEEN : isIn ? 1 : 0;
        }
        // The writer finds every place that was claimed, aborted or not.
        return ring.highestPublished(seen) >= seen ? outcome : UNSEEN;
    }
}

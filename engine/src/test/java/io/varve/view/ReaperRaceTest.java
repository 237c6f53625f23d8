package io.varve.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.varve.memtable.MemTable;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import io.varve.write.Trials;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// I-27, D-22 between real threads: nobody reads what was freed, and it is freed in the end. What is freed has
/// another life at once, so that checked mode meets whoever still reads it.
final class ReaperRaceTest {
    private static final int TRIALS = 20_000;
    private static final int READS = 60;
    private static final int USED_AFTER_FREE = -1;
    private static final Scheduler SCHEDULER = Linux.scheduler(Linux.daemonThreads());

    private final TestMemTables memTables = new TestMemTables(4096);
    private final CurrentView current = new CurrentView(View.first(memTables.take(), 1, 0, List.of(), List.of()));
    private final Calls calls = new Calls(SCHEDULER, current);
    private final Reaper reaper = new Reaper(current, calls, SCHEDULER);
    private final List<Integer> taken = new ArrayList<>();
    private boolean isHeldBefore;
    private Hold hold = newHold();

    /// Whoever is inside a call has its hold at hand: without this, the collector took it from under 128 calls.
    private Hold filling = hold;
    private int freed;
    private volatile int seen;
    private volatile int seenByAnother;

    @AfterEach
    void free() {
        memTables.close();
    }

    @Test
    void aCallUsesNothingThatWasFreed() throws InterruptedException {
        run("pin against reap", this::reads, this::reaps, this::readsToo);
    }

    /// Places of the slots are all taken, so the calls are counted.
    @Test
    void aCallBeyondTheSlotsUsesNothingThatWasFreed() throws InterruptedException {
        fillSlots();
        run("counted pin against reap", this::reads, this::reaps, this::readsToo);
        taken.forEach(calls::exit);
    }

    @Test
    void aHeldViewUsesNothingThatWasFreed() throws InterruptedException {
        run("hold against reap", this::holdsAndReads, this::reaps, this::readsToo);
    }

    @Test
    void aHoldThatIsEndedByAnotherIsNotTakenFromUnderACall() throws InterruptedException {
        isHeldBefore = true;
        run("end of a hold against its call", this::readsHeld, this::reaps, this::endsHold);
    }

    @Test
    void aHoldBeyondTheSlotsThatIsEndedByAnotherIsNotTakenFromUnderACall() throws InterruptedException {
        fillSlots();
        isHeldBefore = true;
        run("end of a hold against its counted call", this::readsHeld, this::reaps, this::endsHold);
        taken.forEach(calls::exit);
    }

    private void run(String name, Trials.Actor... actors) throws InterruptedException {
        new Trials(name, TRIALS, actors).run(this::prepare, this::outcome, outcome -> outcome != USED_AFTER_FREE);
        assertEquals(0, reaper.retiredBytes());
        assertNotNull(filling.view());
    }

    /// The memtable that a reader may still meet, frozen.
    private void prepare(int trial) {
        freed = 0;
        seen = 0;
        seenByAnother = 0;
        hold.end();
        hold = isHeldBefore ? newHold() : hold;
        MemTable fresh = memTables.take();
        memTables.put(fresh, trial, trial, trial);
        current.rotate(fresh, 0);
    }

    /// Whether it was freed at once, with a late reader, or when all had left.
    private int outcome(int trial) {
        hold.end();
        int late = reaper.reapOnce();
        assertEquals(1, freed + late, "freed, in trial " + trial);
        return seen < 0 || seenByAnother < 0 ? USED_AFTER_FREE : freed;
    }

    private void reads(int trial) {
        seen = read();
    }

    private void readsToo(int trial) {
        seenByAnother = read();
    }

    private int read() {
        int ticket = calls.pin();
        int result = use(current.acquire());
        calls.exit(ticket);
        return result;
    }

    private void holdsAndReads(int trial) {
        Hold own = newHold();
        int ticket = calls.enter(own);
        seen = use(own.view());
        calls.exit(ticket);
        own.end();
    }

    private void readsHeld(int trial) {
        int ticket = calls.enter(hold);
        if (!hold.isOver()) {
            seen = use(hold.view());
        }
        calls.exit(ticket);
    }

    private void endsHold(int trial) {
        hold.end();
    }

    private void reaps(int trial) {
        MemTable frozen = current.acquire().frozen().getFirst().table();
        long generation = current.install(frozen, List.of()).generation();
        reaper.retire(new Retired(frozen, generation, 1, () -> memTables.give(frozen)));
        freed = reaper.reapOnce();
    }

    private Hold newHold() {
        int ticket = calls.pin();
        Hold taking = current.acquire().hold();
        calls.exit(ticket);
        return taking;
    }

    /// By calls of a view that has none of what the trials free.
    private void fillSlots() {
        Hold own = newHold();
        filling = own;
        MemTable first = current.acquire().active();
        current.rotate(memTables.take(), 0);
        current.install(first, List.of());
        for (int i = 0; i < Calls.scratchCount(); i++) {
            taken.add(calls.enter(own));
        }
    }

    /// Reads all there is, slowly.
    private static int use(View view) {
        int sum = 1;
        try {
            for (int i = 0; i < READS; i++) {
                sum |= touch(view.active().arena());
                for (int source = 0; source < view.level0Count(); source++) {
                    if (view.level0(source) instanceof FrozenMemTable frozen) {
                        sum |= touch(frozen.table().arena());
                    }
                }
            }
            return sum;
        } catch (IllegalStateException usedAfterFree) {
            return USED_AFTER_FREE;
        }
    }

    private static int touch(Region arena) {
        return (int) arena.getLong(64) & 1;
    }
}

package io.varve.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.stats.StoreCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// I-90, I-91: how writes are slowed and held.
final class BrakeTest {
    private static final long MIB = 1 << 20;
    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;
    private static final Pace SLOW = Pace.slow(MIB, RejectionCause.MERGES_BEHIND);
    private static final Pace HELD = Pace.held(RejectionCause.LEVEL_0_BEHIND);

    private final List<StoreEvent> events = new ArrayList<>();
    private final StoreCounters counters = new StoreCounters();
    private final Door door = new Door();
    private Simulation simulation = new Simulation(1);
    private Brake brake = brake();

    private Brake brake() {
        EventSink sink = new EventSink() {
            @Override
            public void emit(StoreEvent event) {
                events.add(event);
            }

            @Override
            public void leave(StoreEvent event) {
                events.add(event);
            }

            @Override
            public void wake() {}
        };
        return new Brake(
                door,
                simulation.scheduler(),
                simulation.clock(),
                new BrakeTally(counters, sink, simulation.clock(), "the store"));
    }

    @Test
    void whoPassesOtherwiseMeetsNothingButTheWordOfTheDoor() {
        assertEquals(0, door.word());
        brake.set(SLOW);
        assertTrue(Door.isSlow(door.word()));
        assertNull(door.reason());
        door.close(RejectionCause.OUT_OF_SPACE);
        assertEquals(RejectionCause.OUT_OF_SPACE, door.reason());
        door.open();
        assertTrue(Door.isSlow(door.word()), "it was only closed");
        brake.set(Pace.FREE);
        assertEquals(0, door.word());
        door.close(RejectionCause.CLOSED);
        brake.set(HELD);
        assertEquals(RejectionCause.CLOSED, door.reason());
    }

    /// However many they are, and however they come, together they are as fast as the pace.
    @RandomizedTest(seeds = 20)
    void bytesComeInAtThePace(long seed) {
        simulation = new Simulation(seed);
        brake = brake();
        SplittableRandom random = new SplittableRandom(seed);
        brake.set(SLOW);
        int writers = 1 + random.nextInt(5);
        long[] passed = new long[1];
        long began = now();
        for (int id = 0; id < writers; id++) {
            simulation.spawn("writer " + id, () -> {
                while (now() - began < 4 * SECOND) {
                    int size = 1 + random.nextInt(16 << 10);
                    assertTrue(brake.pass(size, Scheduler.NEVER));
                    passed[0] += size;
                    if (random.nextInt(16) == 0) {
                        pause(random.nextInt(3_000_000));
                    }
                }
            });
        }
        simulation.run();
        double seconds = (double) (now() - began) / SECOND;
        double rate = passed[0] / seconds;
        assertTrue(rate < 1.03 * MIB, rate + " bytes per second");
        // One alone that pauses loses what it did not use.
        assertTrue(writers == 1 || rate > 0.9 * MIB, rate + " bytes per second");
        assertTrue(counters.stallNanos().get(RejectionCause.MERGES_BEHIND) > 0);
    }

    @Test
    void whoDoesNotWaitIsLetInAtThePaceOrRefusedAtOnce() {
        run(() -> {
            brake.set(SLOW);
            long began = now();
            int passed = 0;
            for (int i = 0; i < 100; i++) {
                passed += brake.pass(10_000, Commits.AT_ONCE) ? 1 : 0;
            }
            assertEquals(1, passed);
            assertEquals(began, now());
            pause(10 * MILLISECOND);
            assertTrue(brake.pass(10_000, Commits.AT_ONCE));
            assertFalse(brake.pass(10_000, Commits.AT_ONCE));
            brake.set(HELD);
            pause(SECOND);
            assertFalse(brake.pass(1, Commits.AT_ONCE));
            brake.set(Pace.FREE);
            assertTrue(brake.pass(1 << 30, Commits.AT_ONCE));
        });
        assertEquals(0, counters.stalls().get(RejectionCause.MERGES_BEHIND), "nobody waited");
    }

    @Test
    void whatIsHeldGoesOnWhenItIsReleasedAndNoLaterThanItsDeadline() {
        brake.set(HELD);
        long[] ended = new long[2];
        boolean[] passed = new boolean[2];
        simulation.spawn("patient", () -> {
            passed[0] = brake.pass(100, Scheduler.NEVER);
            ended[0] = now();
        });
        simulation.spawn("in a hurry", () -> {
            passed[1] = brake.pass(100, now() + 5 * MILLISECOND);
            ended[1] = now();
        });
        simulation.spawn("merges", () -> {
            pause(SECOND);
            brake.set(Pace.FREE);
        });
        long began = now();
        simulation.run();
        assertTrue(passed[0]);
        assertTrue(ended[0] - began < SECOND + MILLISECOND);
        assertFalse(passed[1]);
        assertTrue(ended[1] - began < 6 * MILLISECOND);
        assertEquals(2, counters.stalls().get(RejectionCause.LEVEL_0_BEHIND));
        assertEquals(List.of("WriteStalled", "WriteResumed"), told());
    }

    /// It would be for nothing; and the line does not wait for who has left it.
    @Test
    void nobodyTakesAPlaceThatComesUpTooLate() {
        run(() -> {
            brake.set(SLOW);
            assertTrue(brake.pass(MIB, Scheduler.NEVER), "paid by the next");
            long began = now();
            assertFalse(brake.pass(1000 * MIB, began + 10 * MILLISECOND));
            assertTrue(now() - began <= 11 * MILLISECOND);
            assertTrue(brake.pass(1, Scheduler.NEVER));
            assertTrue(now() - began < 1_010 * MILLISECOND, "a second for the first, nothing for the second");
        });
    }

    /// A place that was taken is given back when writes are held until the deadline has come.
    @Test
    void whoLeavesTheLinePaysNothing() {
        simulation.spawn("gone", () -> {
            brake.set(SLOW);
            assertTrue(brake.pass(MIB, Scheduler.NEVER));
            assertFalse(brake.pass(1000 * MIB, now() + 1_100 * MILLISECOND));
            brake.set(SLOW);
            long began = now();
            assertTrue(brake.pass(1, Scheduler.NEVER));
            assertTrue(now() - began < SECOND + MILLISECOND, "waited " + (now() - began));
        });
        simulation.spawn("merges", () -> {
            pause(100 * MILLISECOND);
            brake.set(HELD);
        });
        simulation.run();
    }

    @Test
    void aDoorThatIsShutEndsTheWait() {
        brake.set(HELD);
        long began = now();
        simulation.spawn("held", () -> assertTrue(brake.pass(100, Scheduler.NEVER), "the door says why"));
        simulation.spawn("closing", () -> {
            pause(SECOND);
            door.close(RejectionCause.CLOSED);
        });
        simulation.run();
        assertTrue(now() - began < SECOND + MILLISECOND);
    }

    @Test
    void nobodyWaitsForWhatIsHopeless() {
        Throwable broken = new IllegalStateException("broken");
        brake.set(HELD);
        long began = now();
        simulation.spawn("held", () -> assertFalse(brake.pass(100, Scheduler.NEVER)));
        simulation.spawn("merges", () -> {
            pause(SECOND);
            brake.set(Pace.failing(RejectionCause.LEVEL_0_BEHIND, broken, true));
            assertFalse(brake.pass(100, Scheduler.NEVER));
        });
        simulation.run();
        assertTrue(now() - began < SECOND + MILLISECOND);
        assertEquals(broken, brake.pace().failure());
    }

    @Test
    void withoutThreadsWhoWaitsDoesTheWorkOrIsRefused() {
        int[] left = {3};
        brake.relieveBy((isOver, deadline) -> {
            if (left[0] == 0) {
                return false;
            }
            left[0]--;
            pause(MILLISECOND);
            if (left[0] == 0) {
                brake.set(Pace.FREE);
            }
            return true;
        });
        run(() -> {
            brake.set(HELD);
            assertTrue(brake.pass(100, Scheduler.NEVER));
            assertEquals(0, left[0]);
            brake.set(HELD);
            assertFalse(brake.pass(100, Scheduler.NEVER), "nobody works at it");
        });
    }

    @Test
    void aFullDiskIsToldAsTheStateOfTheStore() {
        brake.set(Pace.failing(RejectionCause.OUT_OF_SPACE, new IllegalStateException("full"), false));
        brake.set(SLOW);
        assertEquals(List.of("WriteStalled", "StateChanged", "WriteResumed", "StateChanged"), told());
    }

    private List<String> told() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    private void run(Runnable task) {
        simulation.spawn("task", task);
        simulation.run();
    }

    private long now() {
        return simulation.clock().nanoTime();
    }

    private void pause(long nanos) {
        simulation.scheduler().await(() -> false, now() + nanos);
    }
}

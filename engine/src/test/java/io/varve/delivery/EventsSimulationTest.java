package io.varve.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreEvent;
import io.varve.event.StoreEvent.EventsLost;
import io.varve.event.StoreEvent.SegmentRolled;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;

/// Events under every order of steps that a seed can think of: no wake-up is lost, none is needed at a
/// deadline, and each event is told or counted as lost.
final class EventsSimulationTest {
    private static final int EMITTERS = 3;
    private static final int EACH = 20;
    private static final int ALONE = 5;

    @RandomizedTest
    void areToldInOrderOrCountedAsLost(long seed) {
        Simulations.run(seed, simulation -> {
            List<StoreEvent> told = new ArrayList<>();
            Lane lane = new Lane(simulation, told);
            simulation.spawn("store", lane::live);
            simulation.run();

            assertEquals(EMITTERS * EACH + ALONE, told.size() - lane.lossEvents() + lane.lostCount());
            long[] last = new long[EMITTERS];
            for (StoreEvent event : told) {
                if (event instanceof SegmentRolled rolled) {
                    assertTrue(rolled.to() > last[(int) rolled.from()], () -> told.toString());
                    last[(int) rolled.from()] = rolled.to();
                }
            }
            assertEquals(0, simulation.scheduler().lateWakeups());
        });
    }

    @RandomizedTest
    void aDutyIsDoneAgainAndAgainAndNeverAfterItHasEnded(long seed) {
        Simulations.run(seed, simulation -> {
            Duties duties = new Duties(simulation);
            simulation.spawn("store", duties::live);
            simulation.run();

            assertEquals(0, duties.late);
            assertTrue(duties.done >= Duties.AWAITED, duties.done + " times");
        });
    }

    /// A duty that takes a while, among events, and throws now and then.
    private static final class Duties {
        private static final int AWAITED = 3;

        private final Simulation simulation;
        private boolean isOver;
        private int done;
        private int late;

        Duties(Simulation simulation) {
            this.simulation = simulation;
        }

        void live() {
            Scheduler scheduler = simulation.scheduler();
            Events events = Events.start(scheduler, "/data", 4, null, false);
            Object self = scheduler.self();
            events.beginDuty(1_000_000, simulation.clock(), () -> {
                note();
                scheduler.unpark(self);
                scheduler.giveWay();
                note();
                if (done % 4 == 0) {
                    throw new OutOfMemoryError("planted");
                }
            });
            for (int i = 0; i < AWAITED; i++) {
                events.emit(new SegmentRolled(0, i, 0));
                int seen = done;
                scheduler.await(() -> done > seen, Scheduler.NEVER);
            }
            assertTrue(events.endDuty(Scheduler.NEVER));
            isOver = true;
            events.emit(new SegmentRolled(0, AWAITED, 0));
            scheduler.park(simulation.clock().nanoTime() + 10_000_000);
            assertTrue(events.close(Scheduler.NEVER));
        }

        private void note() {
            done++;
            late += isOver ? 1 : 0;
        }
    }

    /// One store's life: emitters at once, a listener that is slow by chance and may close the store.
    private static final class Lane {
        private final Simulation simulation;
        private final List<StoreEvent> told;
        private final List<Object> waiting = new ArrayList<>();
        private Events events;
        private int ended;

        @SuppressWarnings("NullAway.Init") // the events are started by the first task
        Lane(Simulation simulation, List<StoreEvent> told) {
            this.simulation = simulation;
            this.told = told;
        }

        void live() {
            Scheduler scheduler = simulation.scheduler();
            events = Events.start(scheduler, "/data", 4, this::listen, false);
            for (int i = 0; i < EMITTERS; i++) {
                int from = i;
                simulation.spawn("emitter " + i, () -> emit(from));
            }
            waiting.add(scheduler.self());
            scheduler.await(() -> ended == EMITTERS, Scheduler.NEVER);
            for (int i = 1; i <= ALONE; i++) {
                tellAlone(EACH + i);
            }
            assertTrue(events.close(Scheduler.NEVER));
        }

        /// An event that nobody comes after is told too: nothing else would wake the thread.
        private void tellAlone(int number) {
            long lost = events.lost();
            StoreEvent alone = new SegmentRolled(0, number, 0);
            events.emit(alone);
            simulation.scheduler().await(() -> told.contains(alone) || events.lost() > lost, Scheduler.NEVER);
        }

        int lossEvents() {
            return (int) told.stream().filter(EventsLost.class::isInstance).count();
        }

        /// All that was lost was told to be lost, because nobody emits after the end.
        int lostCount() {
            long sum = told.stream()
                    .mapToLong(event -> event instanceof EventsLost lost ? lost.count() : 0)
                    .sum();
            assertEquals(events.lost(), sum);
            return (int) sum;
        }

        private void listen(StoreEvent event) {
            told.add(event);
            waiting.forEach(simulation.scheduler()::unpark);
            simulation.scheduler().unpark(simulation.scheduler().self()); // a place to be overtaken
            if (event instanceof SegmentRolled rolled && rolled.to() % 7 == 0) {
                throw new IllegalStateException("a listener that throws now and then");
            }
        }

        private void emit(int from) {
            for (int i = 1; i <= EACH; i++) {
                events.emit(new SegmentRolled(from, i, 0));
            }
            ended++;
            waiting.forEach(simulation.scheduler()::unpark);
        }
    }
}

package io.varve.nativeio.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

/// The runs themselves: repeatable, in virtual time, and never stuck without saying where.
final class SimulationTest {
    @RandomizedTest
    void repeatsARunFromItsSeed(long seed) {
        Simulations.runTwice(seed, simulation -> race(simulation, new ArrayList<>()));
    }

    @Test
    void noticesARunThatDoesNotRepeat() {
        AtomicInteger runs = new AtomicInteger();

        SimulationFailure failure = assertThrows(
                SimulationFailure.class,
                () -> Simulations.runTwice(1, simulation -> {
                    simulation.spawn("run " + runs.incrementAndGet(), () -> {});
                    simulation.run();
                }));

        assertTrue(String.valueOf(failure.getMessage()).contains("not repeatable"), failure::getMessage);
    }

    @Test
    void choosesDifferentlyForDifferentSeeds() {
        Set<List<String>> orders = new HashSet<>();
        Set<Long> traces = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            List<String> order = new ArrayList<>();
            Simulation simulation = new Simulation(seed);
            race(simulation, order);
            orders.add(order);
            traces.add(simulation.traceHash());
        }
        assertTrue(orders.size() > 10, () -> "only " + orders.size() + " orders");
        assertEquals(50, traces.size());
    }

    @Test
    void leapsToTheNextDeadline() {
        Simulation simulation = new Simulation(1);
        SimClock clock = simulation.clock();
        long start = clock.nanoTime();
        simulation.spawn(
                "sleeper", () -> assertFalse(simulation.scheduler().await(() -> false, start + 3_600_000_000_000L)));

        simulation.run();

        assertTrue(clock.nanoTime() >= start + 3_600_000_000_000L);
        assertTrue(simulation.steps() < 10);
    }

    @Test
    void namesEveryTaskOfADeadlock() {
        Simulation simulation = new Simulation(2);
        simulation.spawn("left", () -> simulation.scheduler().await(() -> false, Scheduler.NEVER));
        simulation.spawn("right", () -> simulation.scheduler().await(() -> false, Scheduler.NEVER));

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("deadlock"), message);
        assertTrue(message.contains("left: WAITING in await, at io.varve.nativeio.sim.SimulationTest"), message);
        assertTrue(message.contains("right: WAITING in await"), message);
    }

    @RandomizedTest
    void tellsALostWakeUpFromAWaitForNothing(long seed) {
        Simulation simulation = new Simulation(seed);
        boolean[] flag = new boolean[1];
        simulation.spawn("waiter", () -> simulation.scheduler().await(() -> flag[0], Scheduler.NEVER));
        simulation.run(() -> simulation.steps() == 2);
        simulation.spawn("setter", () -> flag[0] = true);

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("lost wake-up"), failure::getMessage);
    }

    @Test
    void seesThroughIdleAgents() {
        Simulation simulation = new Simulation(3);
        simulation.spawn("client", () -> {
            simulation.scheduler().start(agent(() -> 0), NoOpIdleStrategy.INSTANCE);
            simulation.scheduler().await(() -> false, Scheduler.NEVER);
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("deadlock"), failure::getMessage);
    }

    @Test
    void endsWithWhatATaskThrew() {
        Simulation simulation = new Simulation(4);
        IllegalStateException thrown = new IllegalStateException("broken");
        simulation.spawn("thrower", () -> {
            throw thrown;
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertEquals(thrown, failure.getCause());
    }

    @Test
    void boundsItsSteps() {
        Simulation simulation = new Simulation(5).bounds(1000, Long.MAX_VALUE);
        simulation.spawn("spinner", () -> {
            while (simulation.steps() >= 0) {
                simulation.scheduler().spin();
            }
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("no end in sight"), failure::getMessage);
    }

    @Test
    void noticesALoopThatWaitsForTheClock() {
        Simulation simulation = new Simulation(5);
        SimClock clock = simulation.clock();
        simulation.spawn("spinner", () -> {
            while (clock.nanoTime() < Long.MAX_VALUE) {
                Thread.onSpinWait();
            }
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("time stands still"), failure::getMessage);
    }

    @Test
    void endsALoopThatWaitsForTheClockAndSwallowsWhatItIsTold() {
        Simulation simulation = new Simulation(5);
        simulation.spawn("stubborn", () -> {
            while (true) {
                try {
                    simulation.clock().nanoTime();
                } catch (Throwable swallowed) {
                    // As whoever must go on whatever happens does.
                }
            }
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("time stands still"), failure::getMessage);
    }

    @Test
    void dropsEveryTaskInACrash() {
        Simulation simulation = new Simulation(6);
        List<String> seen = new ArrayList<>();
        simulation.spawn("victim", () -> {
            try {
                simulation.scheduler().await(() -> false, Scheduler.NEVER);
            } finally {
                seen.add("finally");
            }
        });
        simulation.spawn("crasher", () -> {
            simulation.crash();
            seen.add("after the crash");
        });

        simulation.run();
        simulation.spawn("next life", () -> seen.add("next life"));
        simulation.run();

        assertEquals(List.of("next life"), seen);
    }

    @Test
    void refusesToSuspendInsideAMonitor() {
        Simulation simulation = new Simulation(7);
        Object lock = new Object();
        simulation.spawn("owner", () -> {
            synchronized (lock) {
                for (int i = 0; i < 10_000; i++) {
                    simulation.yieldAt("a monitor");
                }
            }
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("synchronized"), failure::getMessage);
    }

    @Test
    void refusesToSuspendInsideAMonitorOfTheLibrary() {
        Simulation simulation = new Simulation(7);
        simulation.spawn("owner", () -> {
            for (int i = 0; i < 10_000; i++) {
                new ConcurrentHashMap<String, String>().computeIfAbsent("key", key -> {
                    simulation.yieldAt("a monitor");
                    return key;
                });
            }
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("synchronized"), failure::getMessage);
    }

    @Test
    void refusesToSuspendInsideANativeFrame() {
        Simulation simulation = new Simulation(8);
        simulation.spawn("initialiser", () -> {
            Initialised.simulation = simulation;
            assertThrows(ExceptionInInitializerError.class, Initialised.Yielding::touch);
        });

        SimulationFailure failure = assertThrows(SimulationFailure.class, simulation::run);

        assertTrue(String.valueOf(failure.getMessage()).contains("cannot be suspended"), failure::getMessage);
    }

    @RandomizedTest
    void runsAnAgentUntilItIsStopped(long seed) {
        Simulation simulation = new Simulation(seed);
        int[] done = new int[1];
        simulation.spawn("client", () -> {
            Worker worker =
                    simulation.scheduler().start(agent(() -> done[0] < 5 ? ++done[0] : 0), NoOpIdleStrategy.INSTANCE);
            assertFalse(
                    simulation.scheduler().await(() -> false, simulation.clock().nanoTime() + 10_000_000));
            worker.stop();
            assertTrue(worker.join(Scheduler.NEVER));
            assertFalse(worker.isAlive());
        });

        simulation.run();

        assertEquals(5, done[0]);
    }

    /// As `LockSupport.unpark` does: whoever has looked, and is about to wait, does not.
    @RandomizedTest(seeds = 50)
    void keepsAWakeUpForAnAgentThatIsAboutToIdle(long seed) {
        Simulation simulation = new Simulation(seed);
        SimClock clock = simulation.clock();
        boolean[] isHeld = new boolean[1];
        long[] lastStep = new long[1];
        simulation.spawn("client", () -> {
            Scheduler scheduler = simulation.scheduler();
            boolean[] isInside = new boolean[1];
            Worker worker = scheduler.start(
                    agent(() -> {
                        lastStep[0] = clock.nanoTime();
                        isInside[0] = isHeld[0];
                        while (isHeld[0]) {
                            scheduler.spin();
                        }
                        return 0;
                    }),
                    NoOpIdleStrategy.INSTANCE);
            assertFalse(scheduler.await(() -> false, clock.nanoTime() + 10_000_000_000L), "until it idles long");
            isHeld[0] = true;
            while (!isInside[0]) {
                scheduler.spin();
            }
            worker.wake();
            isHeld[0] = false;
            long released = clock.nanoTime();
            assertFalse(scheduler.await(() -> false, released + 1_000_000));
            assertTrue(lastStep[0] >= released, "no step for a millisecond");
            worker.stop();
            assertTrue(worker.join(Scheduler.NEVER));
        });

        simulation.run();
    }

    @Test
    void keepsWhatAnAgentThrew() {
        Simulation simulation = new Simulation(9);
        simulation.spawn("client", () -> {
            Worker worker = simulation
                    .scheduler()
                    .start(
                            agent(() -> {
                                throw new IllegalStateException("broken");
                            }),
                            NoOpIdleStrategy.INSTANCE);
            assertTrue(worker.join(Scheduler.NEVER));
            assertNotNull(worker.failure());
        });

        simulation.run();
    }

    @Test
    void givesEachNameItsOwnNumbers() {
        RandomTree tree = new RandomTree(10);

        assertEquals(tree.named("a").nextLong(), tree.named("a").nextLong());
        assertNotEquals(tree.named("a").nextLong(), tree.named("b").nextLong());
    }

    private static void race(Simulation simulation, List<String> order) {
        for (String name : List.of("a", "b", "c")) {
            simulation.spawn(name, () -> {
                for (int i = 0; i < 4; i++) {
                    order.add(name);
                    simulation.scheduler().spin();
                    simulation.yieldAt("race");
                }
            });
        }
        simulation.run();
    }

    private static Agent agent(IntSupplier work) {
        return new Agent() {
            @Override
            public int doWork() {
                return work.getAsInt();
            }

            @Override
            public String roleName() {
                return "agent";
            }
        };
    }

    /// A class whose initialiser reaches a seam, which puts a native frame on the stack.
    private static final class Initialised {
        static Simulation simulation = new Simulation(0);

        static final class Yielding {
            static {
                simulation.yieldAt("a class initialiser");
            }

            static void touch() {}
        }
    }
}

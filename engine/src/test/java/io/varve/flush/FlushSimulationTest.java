package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.StoreIoException;
import io.varve.flush.FlushRig.Fate;
import io.varve.flush.FlushRig.Fates;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;

/// Flushes under every order of steps that a seed can think of.
final class FlushSimulationTest {
    private static final int ROTATIONS = 12;
    private static final List<Fate> FATES = List.of(Fate.values());
    private static final long BEGAN = System.nanoTime();

    private static long runs;
    private static long steps;

    /// A1 to A9, A28 to A32, W-A1 to W-A5, I-20: whatever streams do, every rotation is installed
    /// once, in order or with all of it in the log, and given back once, when nothing streams it;
    /// no file number is given twice.
    @RandomizedTest
    void everyRotationIsCompletedOnceWhateverStreamsDo(long seed) {
        run(seed, simulation -> {
            SplittableRandom random = simulation.random("fates");
            FlushRig rig = new FlushRig(
                    simulation,
                    true,
                    1 + random.nextInt(3),
                    attempt -> attempt.job().failures() > 5 ? Fate.SUCCEEDS : FATES.get(random.nextInt(FATES.size())));
            simulation.spawn("writer", () -> rig.writeFor(ROTATIONS));
            simulation.spawn("user", () -> {
                long end = simulation.clock().nanoTime() + 60_000_000_000L;
                simulation
                        .scheduler()
                        .await(() -> rig.lastRotation() >= 4, simulation.clock().nanoTime() + 100_000_000);
                assertTrue(rig.flushes.drain(end), "not drained");
                rig.endWriter();
                assertTrue(rig.flushes.drain(end), "not drained at the end");
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertNull(rig.failure);
            assertEquals(
                    LongStream.rangeClosed(1, rig.lastRotation()).boxed().toList(),
                    rig.installed.stream().sorted().toList());
            assertEquals(
                    rig.installed.stream().sorted().toList(),
                    rig.retired.stream().sorted().toList());
            assertEquals(rig.numbers.size(), new HashSet<>(rig.numbers).size());
            assertEquals(0, rig.memory.live());
            assertEquals(rig.lastRotation(), rig.counters.flushes());
        });
    }

    /// A12 to A16, D-18, I-23, I-24: a ticket ends once, with an id when all that was written
    /// before is installed, or with what the attempt met; a flush of nothing ends at once, and
    /// still names what there is.
    @RandomizedTest
    void aTicketEndsWhenAllThatWasWrittenBeforeIsInstalled(long seed) {
        run(seed, simulation -> {
            SplittableRandom random = simulation.random("fates");
            boolean hasThreads = random.nextInt(4) > 0;
            FlushRig rig = new FlushRig(
                    simulation,
                    hasThreads,
                    2,
                    attempt -> random.nextInt(4) == 0 && attempt.job().failures() < 3 ? Fate.FAILS : Fate.SUCCEEDS);
            simulation.spawn("writer", () -> rig.writeFor(random.nextInt(3)));
            simulation.spawn("user", () -> {
                for (int i = 0; i < 8; i++) {
                    int writes = random.nextInt(3);
                    for (int w = 0; w < writes; w++) {
                        rig.write();
                    }
                    String name = random.nextInt(3) == 0 ? "n" + i : null;
                    Ticket ticket = rig.flushes.flush(name);
                    long rotation = rig.lastRotation();
                    assertTrue(rig.flushes.await(ticket, Scheduler.NEVER));
                    try {
                        long id = ticket.snapshotId();
                        assertEquals(id, ticket.snapshotId());
                        assertTrue(LongStream.rangeClosed(1, rotation).allMatch(rig.installed::contains));
                        assertEquals(name != null, name != null && rig.named.containsKey(name));
                    } catch (FlushFailedException failed) {
                        assertInstanceOf(StoreIoException.class, failed.getCause());
                    }
                }
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertNull(rig.failure);
        });
    }

    /// The coordinator sleeps when there is nothing to do: an answer that nobody waits for any more, such as the
    /// sync that let a table overtake, is no work. (Else time stands still here, and a processor burns elsewhere.)
    @RandomizedTest
    void whatIsOverKeepsNobodyLooking(long seed) {
        run(seed, simulation -> {
            SplittableRandom random = simulation.random("fates");
            FlushRig rig = new FlushRig(
                    simulation,
                    random.nextBoolean(),
                    3,
                    attempt -> attempt.job().failures() < random.nextInt(4) ? Fate.FAILS : Fate.SUCCEEDS);
            simulation.spawn("writer", () -> rig.writeFor(ROTATIONS));
            simulation.spawn("user", () -> {
                for (int i = 0; i < ROTATIONS; i++) {
                    rig.write();
                    rig.flushes.await(rig.flushes.flush(null), Scheduler.NEVER);
                }
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertNull(rig.failure);
        });
    }

    /// A24, W-A6: a drain sleeps until the last flush has ended and is woken by it, not by its deadline.
    @RandomizedTest
    void aDrainMissesNoWakeUp(long seed) {
        run(seed, simulation -> {
            FlushRig rig = new FlushRig(simulation, true, 2, attempt -> Fate.SUCCEEDS);
            simulation.spawn("writer", () -> rig.writeFor(ROTATIONS));
            simulation.spawn("user", () -> {
                for (int i = 0; i < ROTATIONS; i++) {
                    assertTrue(rig.flushes.drain(Scheduler.NEVER));
                }
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertEquals(0, simulation.scheduler().lateWakeups());
        });
    }

    /// Whoever asked for a flush before a drain was told when that is over, however the flush went.
    @RandomizedTest
    void aDrainIsOverWhenItsTicketsAre(long seed) {
        run(seed, simulation -> {
            SplittableRandom random = simulation.random("fates");
            Fates fates = attempt -> random.nextInt(4) == 0 ? Fate.FAILS : Fate.SUCCEEDS;
            FlushRig rig = new FlushRig(simulation, random.nextInt(3) > 0, 2, fates);
            int[] users = {3};
            simulation.spawn("writer", () -> rig.writeFor(ROTATIONS));
            for (int user = 0; user < users[0]; user++) {
                simulation.spawn("user " + user, () -> {
                    for (int i = 0; i < ROTATIONS; i++) {
                        rig.write();
                        List<Ticket> tickets = List.of(rig.flushes.flush(null), rig.flushes.flush("name" + i));
                        assertTrue(rig.flushes.drain(Scheduler.NEVER));
                        assertTrue(tickets.stream().allMatch(Ticket::isDone));
                    }
                    users[0]--;
                    if (users[0] == 0) {
                        rig.endWriter();
                        assertTrue(rig.flushes.stop(Scheduler.NEVER));
                    }
                });
            }
            simulation.run();
            assertNull(rig.failure);
        });
    }

    /// A flush that the writer cannot begin for now ends its ticket; a drain waits until it has been done.
    @RandomizedTest
    void aDrainWaitsForWhatIsRefusedForNow(long seed) {
        run(seed, simulation -> {
            boolean hasThreads = simulation.random("threads").nextBoolean();
            FlushRig rig = new FlushRig(simulation, hasThreads, 2, attempt -> Fate.SUCCEEDS);
            simulation.spawn("user", () -> {
                rig.write();
                Ticket ticket = rig.flushes.flush(null);
                rig.rotations.onRefused(rig.rotations.asked(), RejectionCause.OUT_OF_SPACE);
                assertTrue(rig.flushes.await(ticket, Scheduler.NEVER));
                assertThrows(FlushFailedException.class, ticket::snapshotId);

                simulation.spawn("writer", () -> rig.writeFor(0));
                assertTrue(rig.flushes.drain(Scheduler.NEVER));
                assertEquals(List.of(1L), rig.installed);
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
        });
    }

    /// A21, A22, A25, W-A7, W-A8: a stop ends what waits with a typed error, waits for streams that
    /// are under way, and can be called again when its deadline came first.
    @RandomizedTest
    void aStopEndsTicketsAndMayBeCalledAgain(long seed) {
        run(seed, simulation -> {
            SplittableRandom random = simulation.random("fates");
            FlushRig rig =
                    new FlushRig(simulation, true, 2, attempt -> random.nextInt(3) == 0 ? Fate.STALLS : Fate.SUCCEEDS);
            List<Ticket> tickets = new ArrayList<>();
            simulation.spawn("writer", () -> rig.writeFor(ROTATIONS));
            simulation.spawn("user", () -> {
                for (int i = 0; i < 5; i++) {
                    rig.write();
                    tickets.add(rig.flushes.flush(null));
                    long end = simulation.clock().nanoTime() + random.nextInt(2_000_000);
                    simulation.scheduler().await(() -> false, end);
                }
                rig.endWriter();
                while (!rig.flushes.stop(simulation.clock().nanoTime() + random.nextInt(300_000_000))) {
                    // It says false when its time was over.
                }
            });
            simulation.run();
            for (Ticket ticket : tickets) {
                assertTrue(ticket.isDone());
                try {
                    assertTrue(ticket.snapshotId() > 0);
                } catch (StoreException refused) {
                    boolean isExpected =
                            refused instanceof StoreClosedException || refused instanceof FlushFailedException;
                    assertTrue(isExpected, refused::toString);
                }
            }
        });
    }

    /// W-A3, P16: a failure of the manifest ends the store: all tickets fail with it, nothing more
    /// is installed, and nobody waits for ever.
    @RandomizedTest
    void aFailedInstallThatIsForGoodEndsEverybodysWait(long seed) {
        run(seed, simulation -> {
            SplittableRandom random = simulation.random("fates");
            boolean isTerminal = random.nextBoolean();
            FlushRig rig = new FlushRig(simulation, true, 2, attempt -> Fate.SUCCEEDS);
            rig.isInstallFailureTerminal = isTerminal;
            StoreIoException cause = new StoreIoException("fdatasync", "manifest", Errno.EIO);
            rig.installFailure = cause;
            simulation.spawn("writer", () -> rig.writeFor(0));
            simulation.spawn("user", () -> {
                rig.write();
                Ticket first = rig.flushes.flush(null);
                assertTrue(rig.flushes.await(first, Scheduler.NEVER));
                StoreException told = assertThrows(StoreException.class, first::snapshotId);
                assertEquals(isTerminal ? StoreFailedException.class : FlushFailedException.class, told.getClass());
                Ticket second = rig.flushes.flush("later");
                assertTrue(rig.flushes.await(second, Scheduler.NEVER));
                if (isTerminal) {
                    assertThrows(StoreFailedException.class, second::snapshotId);
                } else {
                    assertTrue(second.snapshotId() >= 2);
                }
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertEquals(isTerminal, rig.installed.isEmpty());
        });
    }

    /// W-A3, I-22: what nobody foresaw, thrown by an install that is done already. Nobody waits for
    /// ever, and the tables are not removed: the manifest names them.
    @RandomizedTest
    void tablesOfAnInstallThatThrewAreNotRemoved(long seed) {
        run(seed, simulation -> {
            FlushRig rig = new FlushRig(simulation, true, 2, attempt -> Fate.SUCCEEDS);
            rig.installDeath = new OutOfMemoryError("planted");
            simulation.spawn("writer", () -> rig.writeFor(0));
            simulation.spawn("user", () -> {
                rig.write();
                Ticket ticket = rig.flushes.flush(null);
                assertTrue(rig.flushes.await(ticket, Scheduler.NEVER));
                assertThrows(StoreFailedException.class, ticket::snapshotId);
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertEquals(List.of(1L), rig.installed);
            assertEquals(0, rig.discarded);
        });
    }

    /// W-A3: what nobody foresaw, thrown where a merge is begun: who asked for it is told, with or without threads.
    @RandomizedTest
    void whoAsksForAMergeIsToldWhateverIsThrown(long seed) {
        run(seed, simulation -> {
            boolean hasThreads = simulation.random("threads").nextBoolean();
            FlushRig rig = new FlushRig(simulation, hasThreads, 2, attempt -> Fate.SUCCEEDS);
            rig.planDeath = new OutOfMemoryError("planted");
            simulation.spawn("writer", () -> rig.writeFor(0));
            simulation.spawn("user", () -> {
                rig.write();
                Ticket ticket = rig.flushes.merge(io.varve.compaction.Asked.ALL);
                assertTrue(rig.flushes.await(ticket, Scheduler.NEVER));
                assertThrows(StoreFailedException.class, ticket::snapshotId);
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
        });
    }

    /// Rows 50, 54: a name is dropped while no flush has room; but not before it is given, by who asked earlier.
    @RandomizedTest
    void aNameIsDroppedWhileFlushesHaveNoRoom(long seed) {
        run(seed, simulation -> {
            boolean[] isFull = {true};
            FlushRig rig = new FlushRig(simulation, true, 2, attempt -> isFull[0] ? Fate.IS_FULL : Fate.SUCCEEDS);
            rig.named.put("old", 1L);
            simulation.spawn("writer", () -> rig.writeFor(0));
            simulation.spawn("user", () -> {
                rig.write();
                rig.flushes.flush(null);
                Ticket dropped = rig.flushes.drop("old");
                assertTrue(rig.flushes.await(dropped, Scheduler.NEVER));
                assertTrue(dropped.snapshotId() >= 0);
                isFull[0] = false;
                assertTrue(rig.flushes.drain(Scheduler.NEVER));
                rig.write();
                Ticket given = rig.flushes.flush("new");
                Ticket taken = rig.flushes.drop("new");
                assertTrue(rig.flushes.await(taken, Scheduler.NEVER));
                assertTrue(given.isDone());
                assertTrue(given.snapshotId() < taken.snapshotId() || !rig.named.containsKey("new"));
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertTrue(rig.named.isEmpty(), rig.named::toString);
        });
    }

    /// A5, A17 to A20, A23: never more attempts are out than there are streamers, and what is over
    /// is forgotten.
    @RandomizedTest
    void noMoreAttemptsAreOutThanThereAreStreamers(long seed) {
        run(seed, simulation -> {
            int streamers = 1 + simulation.random("streamers").nextInt(3);
            FlushRig rig = new FlushRig(simulation, true, streamers, attempt -> Fate.SUCCEEDS);
            int[] most = new int[1];
            simulation.spawn("writer", () -> rig.writeFor(ROTATIONS));
            simulation.spawn("watcher", () -> {
                for (int i = 0; i < 200; i++) {
                    most[0] = Math.max(most[0], rig.streamingNow());
                    simulation.scheduler().await(() -> false, simulation.clock().nanoTime() + 100_000);
                }
                assertTrue(rig.flushes.drain(Scheduler.NEVER));
                assertEquals(0, rig.streamingNow());
                assertEquals(0, rig.rotations.unfinished());
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
            assertTrue(most[0] <= streamers, most[0] + " of " + streamers);
        });
    }

    /// Row 49: what fails again and again, and not for want of room, ends the store; a full disk never does.
    @RandomizedTest
    void tooManyFailuresEndTheStoreAFullDiskDoesNot(long seed) {
        run(seed, simulation -> {
            boolean isFull = simulation.random("kind").nextBoolean();
            FlushRig rig = new FlushRig(
                    simulation,
                    true,
                    2,
                    attempt -> isFull ? (attempt.job().failures() < 40 ? Fate.IS_FULL : Fate.SUCCEEDS) : Fate.FAILS);
            simulation.spawn("writer", () -> rig.writeFor(2));
            simulation.spawn("user", () -> {
                rig.write();
                Ticket ticket = rig.flushes.flush(null);
                rig.flushes.await(ticket, Scheduler.NEVER);
                assertThrows(StoreException.class, ticket::snapshotId);
                if (isFull) {
                    assertTrue(rig.flushes.drain(Scheduler.NEVER));
                    assertNull(rig.failure);
                } else {
                    long end = simulation.clock().nanoTime() + 60_000_000_000L;
                    simulation.scheduler().await(() -> rig.failure != null, end);
                    assertInstanceOf(FlushFailedException.class, rig.failure);
                }
                rig.endWriter();
                assertTrue(rig.flushes.stop(Scheduler.NEVER));
            });
            simulation.run();
        });
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.FLUSH_SIMULATION)
                .count("runs", runs)
                .count("steps", steps)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private static void run(long seed, Consumer<Simulation> test) {
        runs++;
        steps += Simulations.run(seed, test).steps();
    }
}

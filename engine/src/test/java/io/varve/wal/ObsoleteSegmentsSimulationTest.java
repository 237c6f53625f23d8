package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The installer gives segments up while the preparer makes others of them and the writer goes on, under schedules
/// that change at every call: nothing that is needed is touched, and what is not does not pile up.
final class ObsoleteSegmentsSimulationTest {
    private static final int ROUNDS = 40;

    /// Of other threads, of which one waits for no more than a few calls.
    private static final int TURNS = 100;

    private volatile long floor;
    private volatile boolean isOver;

    @RandomizedTest(seeds = 150)
    void noTwoThreadsWorkOnOneFile(long seed) {
        Simulations.run(seed, simulation -> {
            floor = 1;
            isOver = false;
            SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories(TestLog.PATH);
            SplittableRandom random = simulation.random("faults");
            for (int i = random.nextInt(4); i > 0; i--) {
                disk.faults().fail(Op.UNLINK).onCall(random.nextInt(1, 30)).with(Errno.EBUSY);
                disk.faults()
                        .fail(Op.RENAME_IF_ABSENT)
                        .onCall(random.nextInt(1, 60))
                        .with(Errno.EIO);
            }
            TestLog log = new TestLog(disk);
            ObsoleteSegments obsolete = new ObsoleteSegments(TestLog.CONFIG, log.directory, log.preparer);
            simulation.spawn("preparer", () -> prepare(log));
            simulation.spawn("installer", () -> install(log, obsolete));
            simulation.spawn("writer", () -> write(disk, log, obsolete, simulation));
            simulation.run();
        });
    }

    private void prepare(TestLog log) {
        while (!isOver) {
            if (log.preparer.doWork() == 0) {
                pause(log);
            }
        }
    }

    private void install(TestLog log, ObsoleteSegments obsolete) {
        while (!isOver) {
            obsolete.onFloor(floor);
            pause(log);
        }
    }

    private void write(SimDisk disk, TestLog log, ObsoleteSegments obsolete, Simulation simulation) {
        SplittableRandom random = simulation.random("writer");
        Map<Long, Group> written = new TreeMap<>();
        for (int i = 0; i < ROUNDS; i++) {
            while (!log.writer.roll()) {
                pause(log);
            }
            log.mustGroup(1, 40 * random.nextInt(3));
            log.mustSync();
            written.put(log.writer.currentSegment(), log.tried.getLast());
            if (random.nextInt(3) == 0) {
                List<Long> segments = new ArrayList<>(written.keySet());
                long older = segments.get(Math.max(0, segments.size() - 1 - random.nextInt(3)));
                floor = Math.max(floor, older);
            }
            if (random.nextInt(8) == 0) {
                check(disk, written);
            }
        }
        floor = log.writer.currentSegment();
        // Until the installer has seen the last floor, whatever it was doing.
        for (int i = 0; i < TURNS; i++) {
            pause(log);
        }
        check(disk, written);
        isOver = true;
        assertNull(terminal(obsolete));
        int there = new LogDirectory(log.directory).segments().size();
        assertTrue(there < ROUNDS / 2, there + " segments");
        assertTrue(obsolete.recycled() > 0, "some had another life");
    }

    private void check(SimDisk disk, Map<Long, Group> written) {
        long from = Math.max(floor, written.keySet().iterator().next());
        List<Group> expected = new ArrayList<>();
        written.forEach((segment, group) -> {
            if (segment >= from) {
                expected.add(group);
            }
        });
        assertEquals(
                expected,
                TestLog.read(disk, TestLog.CONFIG, LogBounds.from(from)).groups());
    }

    private static @org.jspecify.annotations.Nullable PrepareFailure terminal(ObsoleteSegments obsolete) {
        PrepareFailure failure = obsolete.failure();
        return failure != null && failure.isTerminal() ? failure : null;
    }

    /// A call, at which others may go on.
    private static void pause(TestLog log) {
        log.directory.stat("nothing", new FileStat());
    }
}

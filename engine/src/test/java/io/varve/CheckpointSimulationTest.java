package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.WriteRejectedException;
import io.varve.lock.Holder;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.report.CheckpointReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Checkpoints beside clients that write, flush, merge and name: each holds all that was acknowledged before it
/// began, and of the rest a prefix (P28, P6, P8); and holds up nobody.
final class CheckpointSimulationTest {
    private static final int CLIENTS = 3;
    private static final int CHECKPOINTS = 4;

    @RandomizedTest(seeds = 60)
    void eachIsAPrefixWithAllThatWasAcknowledged(long seed) {
        Simulation simulation = new Simulation(seed).bounds(5_000_000, 3_600_000_000_000L);
        SplittableRandom random = simulation.random("checkpoints");
        SimDisk disk = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        disk.makeDirectories("/");
        if (random.nextInt(3) == 0) {
            disk.faults().fail(Op.LINK).always().with(io.varve.nativeio.Errno.EXDEV);
        }
        StoreOptions options =
                SimStore.tiny(random).toBuilder().memoryBudgetBytes(8 << 20).build();
        SimStore process = new SimStore(simulation, disk, options);
        StoreOracle oracle = new StoreOracle(CLIENTS);
        List<CheckpointReport> reports = new ArrayList<>();
        List<int[]> acked = new ArrayList<>();
        simulation.spawn("process", () -> live(process, oracle, random, reports, acked));
        simulation.run();
        process.requireNothingLeft();
        for (int i = 0; i < reports.size(); i++) {
            int[] least = acked.get(i);
            CheckpointReport report = reports.get(i);
            use(disk, report.directory(), options, store -> {
                oracle.checkRecovered(SimStore.contentOf(store), report.sequence(), least);
                assertEquals(report.sequence(), store.visibleSequence());
                assertTrue(store.verify().isSound());
            });
        }
        assertEquals(CHECKPOINTS, reports.size());
    }

    private static void live(
            SimStore process,
            StoreOracle oracle,
            SplittableRandom random,
            List<CheckpointReport> reports,
            List<int[]> acked) {
        Simulation simulation = process.simulation;
        Scheduler scheduler = simulation.scheduler();
        Store store = process.open();
        Object self = scheduler.self();
        int[] busy = {CLIENTS};
        for (int id = 0; id < CLIENTS; id++) {
            StoreClient client = new StoreClient(id, oracle, simulation.random("client " + id), 0);
            client.scheduler = scheduler;
            simulation.spawn("client " + id, () -> {
                client.write(store, 30);
                busy[0]--;
                scheduler.unpark(self);
            });
        }
        for (int i = 0; i < CHECKPOINTS; i++) {
            for (int pause = random.nextInt(300); pause > 0; pause--) {
                scheduler.giveWay();
            }
            acked.add(oracle.acked());
            reports.add(store.checkpoint(Path.of("/copy" + i)));
        }
        scheduler.await(() -> busy[0] == 0, Scheduler.NEVER);
        store.close();
    }

    /// A device that never answers the checkpoint is no reason for a write, a flush or a merge to wait.
    @Test
    void writesFlushesAndMergesDoNotWaitForOneThatHangs() {
        Simulation simulation = new Simulation(7).bounds(5_000_000, 3_600_000_000_000L);
        SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
        disk.makeDirectories("/");
        SimStore process = new SimStore(
                simulation, disk, SimStore.tiny().memoryBudgetBytes(8 << 20).build());
        long[] done = new long[2];
        simulation.spawn("process", () -> {
            Store store = process.open();
            put(store, 0, 30);
            disk.faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.startsWith("/copy"))
                    .always()
                    .hanging();
            simulation.spawn("checkpoint", () -> {
                store.checkpoint(Path.of("/copy"));
                done[1]++;
            });
            simulation.scheduler().giveWay();
            put(store, 1, 300);
            store.flush().await();
            store.compact().await();
            put(store, 2, 30);
            done[0]++;
        });
        simulation.run(() -> done[0] > 0);
        assertEquals(1, done[0]);
        assertEquals(0, done[1], "the checkpoint hangs");
    }

    private static void put(Store store, int round, int count) {
        for (int i = 0; i < count; i++) {
            try {
                store.put(bytes("key " + i), bytes("round " + round), Durability.PROCESS);
            } catch (WriteRejectedException refused) {
                throw new AssertionError("refused in round " + round + ", write " + i, refused);
            }
        }
    }

    private static void use(SimDisk disk, String path, StoreOptions options, Consumer<Store> use) {
        Simulation simulation = new Simulation(1);
        SimStore process = new SimStore(simulation, disk.attach(simulation), options);
        simulation.spawn("user", () -> {
            Seams seams = new Seams(
                    process.disk,
                    process.memory,
                    process.clock,
                    simulation.scheduler(),
                    new Holder(2, "sim", 0),
                    simulation.random("identity"));
            StoreOptions known = options.toBuilder().createIfMissing(false).build();
            try (Store store = Opening.open(seams, path, known)) {
                use.accept(store);
            }
        });
        simulation.run();
        process.requireNothingLeft();
    }
}

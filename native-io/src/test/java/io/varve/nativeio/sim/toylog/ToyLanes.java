package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.Errno;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.sim.Told;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// The three ways to look for what is wrong with a toy log. Each throws an `AssertionError` when it
/// finds something.
final class ToyLanes {
    private static final List<DiskProfile> PROFILES = List.of(
            DiskProfile.ADVERSARIAL,
            DiskProfile.TEARING,
            DiskProfile.ADVERSARIAL.withAtomicSize(4096),
            DiskProfile.ORDERED);
    private static final int IMAGES_PER_CALL = 128;

    /// As many as a few units have combinations: all of them.
    private static final int ALL_IMAGES = 4096;

    private static final int FEW_UNITS = 12;

    /// One image in so many is crashed again, during and after its recovery.
    private static final int NESTED_ONE_IN = 64;

    private final ToyBug bug;
    private final Region checker = ToyScenario.buffer();

    ToyLanes(ToyBug bug) {
        this.bug = bug;
    }

    /// Two lives, and crash images before every call that changes the disk, and at the end.
    void crash(long seed) {
        Simulations.run(seed, simulation -> {
            SimDisk disk = newDisk(simulation);
            ToyScenario scenario = new ToyScenario(simulation, bug, checker);
            SplittableRandom random = simulation.random("crash");
            disk.observe(beforeChanges(() -> explore(scenario, disk, random, IMAGES_PER_CALL)));
            for (int life = 0; life < 2; life++) {
                scenario.begin(disk, 3);
                simulation.run();
            }
            explore(scenario, disk, random, IMAGES_PER_CALL);
            count(disk);
        });
    }

    /// Two short lives, with every combination of survivors before every call that changes the disk, as
    /// long as no more than 12 units are pending.
    void combinations(long seed) {
        Simulations.run(seed, simulation -> {
            SimDisk disk = newDisk(simulation);
            ToyScenario scenario = new ToyScenario(simulation, bug, checker);
            SplittableRandom random = simulation.random("crash");
            Runnable exploration = () -> {
                boolean isSmall = new CrashImages(disk, random).units() <= FEW_UNITS;
                explore(scenario, disk, random, isSmall ? ALL_IMAGES : IMAGES_PER_CALL);
            };
            disk.observe(beforeChanges(exploration));
            for (int life = 0; life < 2; life++) {
                scenario.begin(disk, 1);
                simulation.run();
            }
            exploration.run();
            count(disk);
        });
    }

    /// A life in which one call goes wrong, one after the other and in many ways, with crash images at
    /// every change; and, after the process was killed, another life and its crash images.
    void faults(long seed) {
        long calls = faultRun(seed, rule -> {});
        for (long call = 1; call <= calls; call++) {
            long index = call;
            faultRun(seed, disk -> disk.faults().failAny().onCall(index).with(Errno.EIO));
            faultRun(seed, disk -> disk.faults().failAny().fromCall(index).with(Errno.ENOSPC));
            faultRun(seed, disk -> disk.faults().failAny().onCall(index).afterwards(Errno.EIO));
            faultRun(seed, disk -> disk.faults().failAny().onCall(index).delaying(1_000_000_000));
        }
        for (long call = 1; call <= 12; call++) {
            long index = call;
            faultRun(seed, disk -> disk.faults().fail(Op.WRITE).onCall(index).shortTo(1 + (int) index * 100));
            faultRun(seed, disk -> disk.faults().fail(Op.WRITE).onCall(index).partly(Errno.EIO));
            SyncLoss[] losses = SyncLoss.values();
            SyncLoss later = losses[(int) (index % losses.length)];
            faultRun(
                    seed,
                    disk -> disk.faults().fail(Op.WRITE).onCall(index).losingLater(later, Errno.EIO, Told.EVERYBODY));
            for (SyncLoss loss : losses) {
                faultRun(seed, disk -> onCall(disk, index).losing(loss, Errno.ENOSPC));
            }
        }
        for (long blocks = 0; blocks < 6; blocks++) {
            long room = blocks * 4096;
            faultRun(seed, disk -> disk.limitSpace(room));
        }
    }

    /// Many lives under random schedules, each ended by a crash at a random step.
    void lives(long seed) {
        Simulations.run(seed, simulation -> {
            SimDisk disk = newDisk(simulation);
            ToyScenario scenario = new ToyScenario(simulation, bug, checker);
            SplittableRandom random = simulation.random("lives");
            for (int life = 0; life < 6; life++) {
                scenario.begin(disk, 2);
                long end = simulation.steps() + random.nextInt(400);
                simulation.run(() -> simulation.steps() >= end);
                simulation.crash();
                count(disk);
                disk = crash(disk, random).attach(simulation);
            }
            scenario.begin(disk, 2);
            simulation.run();
            count(disk);
            explore(scenario, disk, random, 16);
        });
    }

    private static SimDisk newDisk(Simulation simulation) {
        SplittableRandom random = simulation.random("profile");
        SimDisk disk = new SimDisk(simulation, PROFILES.get(random.nextInt(PROFILES.size())));
        disk.makeDirectories("/toy");
        return disk;
    }

    private static SimDisk crash(SimDisk disk, SplittableRandom random) {
        CrashImages images = new CrashImages(disk, random);
        ToyReport.addImages(1);
        return random.nextInt(3) == 0 ? images.killed() : images.random();
    }

    private long faultRun(long seed, Consumer<SimDisk> faults) {
        long[] calls = new long[1];
        Simulations.run(seed, simulation -> {
            SimDisk disk = newDisk(simulation);
            ToyScenario scenario = new ToyScenario(simulation, bug, checker);
            faults.accept(disk);
            SplittableRandom random = simulation.random("crash");
            disk.observe(beforeChanges(() -> explore(scenario, disk, random, 4)));
            scenario.begin(disk, 2);
            simulation.run();
            calls[0] = disk.faults().operations();
            count(disk);
            explore(scenario, disk, random, 8);

            simulation.crash();
            SimDisk next = new CrashImages(disk, random).killed().attach(simulation);
            scenario.begin(next, 2);
            simulation.run();
            count(next);
            explore(scenario, next, random, 8);
        });
        return calls[0];
    }

    private static FaultRule onCall(SimDisk disk, long call) {
        return disk.faults()
                .fail(call % 2 == 0 ? Op.DATA_SYNC : Op.DIRECTORY_SYNC)
                .onCall((call + 1) / 2);
    }

    private void explore(ToyScenario scenario, SimDisk disk, SplittableRandom random, int limit) {
        CrashImages images = new CrashImages(disk, random);
        int explored = images.explore(limit, image -> {
            if (random.nextInt(NESTED_ONE_IN) == 0) {
                crashAgain(scenario, image, random);
            } else {
                scenario.check(image);
            }
        });
        scenario.check(images.killed());
        ToyReport.addImages(explored + 1);
    }

    /// Crashes an image at every change its recovery makes, and once more after it: what the recovery
    /// found must stay.
    private void crashAgain(ToyScenario scenario, SimDisk image, SplittableRandom random) {
        image.observe(beforeChanges(() ->
                ToyReport.addImages(new CrashImages(image, random).explore(8, nested -> scenario.check(nested)))));
        List<ToyRecord> found = scenario.check(image);
        ToyReport.addImages(new CrashImages(image, random).explore(8, nested -> {
            List<ToyRecord> foundLater = scenario.check(nested);
            if (!foundLater.equals(found)) {
                throw new AssertionError("a recovery promised " + found + ", a later one found " + foundLater);
            }
        }));
    }

    private static SeamObserver beforeChanges(Runnable action) {
        return new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op.changesDisk()) {
                    action.run();
                }
            }
        };
    }

    private static void count(SimDisk disk) {
        ToyReport.addOperations(disk.faults().operations());
    }
}

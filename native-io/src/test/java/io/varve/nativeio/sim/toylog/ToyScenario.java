package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.SplittableRandom;

/// Lives of a process that uses a toy log: each opens it and lets two clients append.
final class ToyScenario {
    private static final int CLIENTS = 2;

    final Simulation simulation;
    final ToyOracle oracle = new ToyOracle();
    private final ToyBug bug;
    private final Region own = buffer();
    private final Region checker;
    private final SplittableRandom random;
    private int lives;
    private int busyClients;
    private int openings;

    /// @param checker memory for recoveries that only check; may be shared by scenarios
    ToyScenario(Simulation simulation, ToyBug bug, Region checker) {
        this.simulation = simulation;
        this.bug = bug;
        this.checker = checker;
        this.random = simulation.random("clients");
    }

    static Region buffer() {
        return Region.over(Arena.ofAuto().allocate(ToyFormat.LOG_SIZE, 4096), "toy log");
    }

    /// Starts a life; it goes on when the simulation runs.
    void begin(SimDisk disk, int appends) {
        int life = ++lives;
        simulation.spawn("process " + life, () -> live(disk, life, appends));
    }

    /// How many lives got their log open.
    int openings() {
        return openings;
    }

    /// Recovers a disk nobody else uses, and holds what is found against the oracle.
    ///
    /// @throws AssertionError when it is not what may be found, or when the log cannot be opened
    List<ToyRecord> check(SimDisk image) {
        ToyRecovery recovery = new ToyRecovery(image, checker, bug);
        int result = recovery.open();
        if (result < 0) {
            throw new AssertionError("a log that cannot be opened after a crash: " + result);
        }
        oracle.check(recovery.records());
        recovery.file().close();
        if (!image.openHandles().isEmpty()) {
            throw new AssertionError("left open by recovery: " + image.openHandles());
        }
        ToyReport.addOperations(image.faults().operations());
        return recovery.records();
    }

    private void live(SimDisk disk, int life, int appends) {
        Scheduler scheduler = simulation.scheduler();
        ToyRecovery recovery = new ToyRecovery(disk, own, bug);
        if (recovery.open() < 0) {
            return;
        }
        openings++;
        oracle.settle(recovery.records());
        ToyLog log = new ToyLog(recovery, scheduler, own, bug);
        Object self = scheduler.self();
        busyClients = CLIENTS;
        for (int client = 0; client < CLIENTS; client++) {
            String name = life + "." + client;
            simulation.spawn("client " + name, () -> {
                appendAll(log, name, appends);
                busyClients--;
                scheduler.unpark(self);
            });
        }
        scheduler.await(() -> busyClients == 0, Scheduler.NEVER);
        log.close();
    }

    private void appendAll(ToyLog log, String client, int appends) {
        for (int i = 0; i < appends; i++) {
            String payload = client + "." + i + "-".repeat(random.nextInt(40));
            oracle.intends(payload);
            oracle.wasTold(payload, log.append(payload));
        }
    }
}

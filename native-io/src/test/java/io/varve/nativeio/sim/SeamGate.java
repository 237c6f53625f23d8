package io.varve.nativeio.sim;

import io.varve.nativeio.Errno;
import io.varve.nativeio.Scheduler;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What every call of a simulated seam goes through: the trace, the faults, the observer, and the
/// points before and after where another task may go on.
final class SeamGate {
    /// A call, as far as no fault keeps it from happening.
    interface Call {
        /// Does what was asked.
        ///
        /// @param effect a fault that the call itself must act out, or null
        int run(@Nullable FaultEffect effect);
    }

    /// What a call costs in virtual time.
    private static final long CALL_NANOS = 1_000;

    private final SimDisk disk;
    private final SplittableRandom random;
    final FaultPlan faults;

    @Nullable
    Simulation simulation;

    @Nullable
    SeamObserver observer;

    SeamGate(SimDisk disk, SplittableRandom random, @Nullable Simulation simulation) {
        this.disk = disk;
        this.random = random;
        this.faults = new FaultPlan(random.split());
        this.simulation = simulation;
    }

    int call(Op op, String path, Call call) {
        return call(op, path, -1, 0, call);
    }

    /// A call that works on a range of a file.
    int call(Op op, String path, long position, long length, Call call) {
        enter(op, path);
        FaultEffect effect = faults.next(op, path, position, length);
        int result = act(effect, op, path, call);
        leave(op, path, result);
        return result;
    }

    private void enter(Op op, String path) {
        if (simulation != null) {
            simulation.yieldAt(op, path);
            simulation.note(TraceHash.hash(path) ^ TraceHash.hash(op.name()));
        }
        disk.clock().advance(CALL_NANOS);
        disk.adoptStores();
        int oneIn = disk.profile().writesBackOneIn();
        if (oneIn > 0 && random.nextInt(oneIn) == 0) {
            disk.actAsKernel(random);
        }
        SeamObserver seen = observer;
        if (seen != null) {
            outside(() -> seen.before(op, path));
        }
    }

    private void leave(Op op, String path, int result) {
        if (simulation != null) {
            simulation.note(result);
        }
        SeamObserver seen = observer;
        if (seen != null) {
            outside(() -> seen.after(op, path, result));
        }
        if (simulation != null) {
            simulation.yieldAt(op, path);
        }
    }

    private int act(@Nullable FaultEffect effect, Op op, String path, Call call) {
        return switch (effect) {
            case null -> call.run(null);
            case FaultEffect.Refusal refusal -> refuse(refusal.errno(), op, call);
            case FaultEffect.LateRefusal refusal -> {
                call.run(null);
                yield -refusal.errno();
            }
            case FaultEffect.Delay delay -> {
                pause(op, path, disk.clock().nanoTime() + delay.nanos());
                yield call.run(null);
            }
            case FaultEffect.Hang hang -> {
                pause(op, path, Scheduler.NEVER);
                yield -Errno.EIO;
            }
            default -> call.run(effect);
        };
    }

    /// A sync that is refused loses what was to be synced; anything else that is refused does nothing.
    private static int refuse(int errno, Op op, Call call) {
        boolean isSync = op == Op.DATA_SYNC || op == Op.SYNC || op == Op.DIRECTORY_SYNC;
        return isSync ? call.run(new FaultEffect.SyncFailure(errno, SyncLoss.CACHE_KEPT)) : -errno;
    }

    private void pause(Op op, String path, long deadlineNanos) {
        if (simulation != null && simulation.isInTask()) {
            simulation.sleep(op, path, deadlineNanos);
        } else if (deadlineNanos == Scheduler.NEVER) {
            throw new SimulationFailure(op + " of " + path + " hangs, and no simulation runs that could go on");
        } else {
            disk.clock().advance(deadlineNanos - disk.clock().nanoTime());
        }
    }

    private void outside(Runnable action) {
        if (simulation != null) {
            simulation.outside(action);
        } else {
            action.run();
        }
    }
}

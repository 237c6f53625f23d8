package io.varve.nativeio.sim;

import io.varve.nativeio.Errno;
import io.varve.nativeio.Handle;
import org.jspecify.annotations.Nullable;

/// What the simulated handles share: life, refusal, and the way through the gate.
abstract class SimHandle implements Handle {
    private enum Life {
        OPENING,
        REFUSED,
        OPEN,
        CLOSED
    }

    final SimDisk disk;
    private final String path;
    private Life life = Life.OPENING;
    private int errno;
    private int closeErrno;

    SimHandle(SimDisk disk, String path) {
        this.disk = disk;
        this.path = path;
    }

    /// Ends the opening with what it came to: 0 or `-errno`.
    final void opened(int result) {
        errno = -result;
        life = result == 0 ? Life.OPEN : Life.REFUSED;
        if (result == 0) {
            disk.handles().add(this);
        }
    }

    @Override
    public final String path() {
        return path;
    }

    @Override
    public final int errno() {
        return errno;
    }

    @Override
    public final boolean isOpen() {
        return life == Life.OPEN;
    }

    @Override
    public final void close() {
        if (life == Life.OPEN) {
            life = Life.CLOSED;
            disk.handles().remove(this);
            closeErrno = -disk.gate().call(Op.CLOSE, path, this::onClose);
            release();
        }
    }

    @Override
    public final int closeErrno() {
        return closeErrno;
    }

    /// What the machine says to a close.
    int onClose(@Nullable FaultEffect effect) {
        return 0;
    }

    /// Gives back what the handle holds; called once, whatever the machine said.
    abstract void release();

    final void requireOpen() {
        if (life == Life.REFUSED) {
            throw new IllegalStateException(Errno.describe("use", path, errno) + " (it was not opened)");
        }
        if (life != Life.OPEN) {
            throw new IllegalStateException(path + ": used after close");
        }
    }

    final int call(Op op, SeamGate.Call call) {
        requireOpen();
        return disk.gate().call(op, path, call);
    }

    @Override
    public String toString() {
        return path + " (" + life + ")";
    }
}

package io.varve.view;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How much compaction is behind: what those look at who let writes in.
///
/// **Owner:** the thread that installs stores; everybody loads, each number by itself.
public final class Debt {
    private static final VarHandle BYTES = handle("bytes", long.class);
    private static final VarHandle LEVEL0 = handle("level0", int.class);

    @SuppressWarnings("unused") // through BYTES
    private long bytes;

    @SuppressWarnings("unused") // through LEVEL0
    private int level0;

    /// Nothing is behind.
    public Debt() {}

    /// Bytes that must be rewritten before every level is as large as it should be, about.
    public long bytesAcquire() {
        return (long) BYTES.getAcquire(this);
    }

    /// Flushes whose tables are still in level 0: each is one more place to look for a key.
    public int level0Acquire() {
        return (int) LEVEL0.getAcquire(this);
    }

    /// Says how much it is now.
    public void publishRelease(long newBytes, int newLevel0) {
        BYTES.setRelease(this, newBytes);
        LEVEL0.setRelease(this, newLevel0);
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Debt.class, field, type);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(impossible.getMessage(), impossible);
        }
    }
}

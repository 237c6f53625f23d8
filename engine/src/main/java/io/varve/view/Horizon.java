package io.varve.view;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How far readers may see, and how far a loss of power would leave it.
///
/// **Owner:** the writer thread stores; everybody loads.
///
/// **Invariant:** neither number goes back. A reader loads its view *before* the visible
/// sequence: whatever was visible at the first load is in that view, with at least its newest version, and what it
/// has beyond the sequence is passed over. (The other way round, a flush between the two could drop the version that
/// was the newest at that sequence.)
public final class Horizon {
    private static final VarHandle VISIBLE = handle("visible");
    private static final VarHandle DURABLE = handle("durable");

    // Apart from each other and from their neighbours: every read loads the first, every sync stores
    // the second.
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    @SuppressWarnings("unused") // through VISIBLE
    private long visible;

    @SuppressWarnings("unused")
    private long q0, q1, q2, q3, q4, q5, q6, q7;

    @SuppressWarnings("unused") // through DURABLE
    private long durable;

    @SuppressWarnings("unused")
    private long r0, r1, r2, r3, r4, r5, r6, r7;

    /// Begins where recovery ended.
    public Horizon(long sequence) {
        VISIBLE.setRelease(this, sequence);
        DURABLE.setRelease(this, sequence);
    }

    /// The last operation that a reader may see.
    public long visibleAcquire() {
        return (long) VISIBLE.getAcquire(this);
    }

    /// The last operation that a loss of power would leave.
    public long durableAcquire() {
        return (long) DURABLE.getAcquire(this);
    }

    /// Lets readers see up to `sequence`, with everything stored before.
    public void publishVisibleRelease(long sequence) {
        assert sequence >= (long) VISIBLE.get(this) : sequence + " after " + VISIBLE.get(this);
        VISIBLE.setRelease(this, sequence);
    }

    /// Says that everything up to `sequence` is durable.
    public void publishDurableRelease(long sequence) {
        assert sequence >= (long) DURABLE.get(this) : sequence + " after " + DURABLE.get(this);
        DURABLE.setRelease(this, sequence);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Horizon.class, field, long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(impossible.getMessage(), impossible);
        }
    }
}

package io.varve.nativeio;

import java.util.concurrent.atomic.AtomicLong;

/// What one purpose uses of a [MemoryBudget].
///
/// **Invariant:** of the budget it has taken what it uses, but never less than what it was guaranteed.
public final class MemoryAccount {
    private final MemoryBudget budget;
    private final String purpose;
    private volatile long guaranteed;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong highWater = new AtomicLong();

    MemoryAccount(MemoryBudget budget, String purpose, long guaranteed) {
        this.budget = budget;
        this.purpose = purpose;
        this.guaranteed = guaranteed;
    }

    /// Takes bytes from the budget.
    ///
    /// @return false, with nothing taken, when fewer are left
    public boolean tryReserve(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(purpose + ": reserving " + bytes + " bytes");
        }
        long before = used.get();
        while (bytes <= Long.MAX_VALUE - before) {
            long more = taken(before + bytes) - taken(before);
            if (!budget.tryReserve(more)) {
                return false;
            }
            if (used.compareAndSet(before, before + bytes)) {
                MemoryBudget.raise(highWater, before + bytes);
                return true;
            }
            budget.release(more);
            before = used.get();
        }
        return false;
    }

    /// Bytes of the budget that nobody has, and nobody was guaranteed.
    public long spareBytes() {
        return budget.limit() - budget.used();
    }

    /// Takes bytes from the budget, or says in an exception what is missing.
    public void reserve(long bytes) {
        if (!tryReserve(bytes)) {
            throw new MemoryRefusedException(purpose + ": " + bytes + " bytes do not fit the memory budget of "
                    + budget.limit() + " bytes, of which " + budget.used() + " are used");
        }
    }

    /// Gives bytes back that were reserved.
    public void release(long bytes) {
        long left = used.addAndGet(-bytes);
        assert left >= 0 : purpose + ": gave back " + bytes + " bytes, " + -left + " more than were taken";
        budget.release(taken(left + bytes) - taken(left));
    }

    /// Gives back what was guaranteed. Nobody uses the account any more.
    public void endGuarantee() {
        assert used.get() == 0 : purpose + ": " + used.get() + " bytes are still used";
        budget.release(guaranteed);
        guaranteed = 0;
    }

    boolean isGuaranteed() {
        return guaranteed > 0;
    }

    /// What the budget has given when so much is used.
    private long taken(long usedBytes) {
        return Math.max(usedBytes, guaranteed);
    }

    /// What the memory is for.
    public String purpose() {
        return purpose;
    }

    /// Bytes that are used now.
    public long used() {
        return used.get();
    }

    /// The most that was ever used.
    public long highWater() {
        return highWater.get();
    }

    @Override
    public String toString() {
        return purpose + ": " + used() + " bytes, at most " + highWater();
    }
}

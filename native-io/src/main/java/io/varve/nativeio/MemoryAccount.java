package io.varve.nativeio;

import java.util.concurrent.atomic.AtomicLong;

/// What one purpose uses of a [MemoryBudget].
public final class MemoryAccount {
    private final MemoryBudget budget;
    private final String purpose;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong highWater = new AtomicLong();

    MemoryAccount(MemoryBudget budget, String purpose) {
        this.budget = budget;
        this.purpose = purpose;
    }

    /// Takes bytes from the budget.
    ///
    /// @return false, with nothing taken, when fewer are left
    public boolean tryReserve(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(purpose + ": reserving " + bytes + " bytes");
        }
        if (!budget.tryReserve(bytes)) {
            return false;
        }
        MemoryBudget.raise(highWater, used.addAndGet(bytes));
        return true;
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
        budget.release(bytes);
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

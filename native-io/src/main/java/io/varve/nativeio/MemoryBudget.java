package io.varve.nativeio;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// The one number that bounds off-heap memory, and the accounts that share it.
///
/// **Promises:** the sum of what all accounts use never exceeds [#limit()], whoever asks at the same
/// time. (No JVM setting bounds memory from arenas or `mmap`; this is the only bound there is.)
public final class MemoryBudget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong highWater = new AtomicLong();
    private final List<MemoryAccount> accounts = new CopyOnWriteArrayList<>();

    /// A budget of `limit` bytes, all of it free.
    public MemoryBudget(long limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException("a memory budget of " + limit + " bytes");
        }
        this.limit = limit;
    }

    /// The account for one purpose; opened when there is none.
    ///
    /// @param purpose as reports name it, such as `memtable`
    public MemoryAccount account(String purpose) {
        for (MemoryAccount account : accounts) {
            if (account.purpose().equals(purpose) && !account.isGuaranteed()) {
                return account;
            }
        }
        return account(purpose, 0);
    }

    /// Opens an account that can always use so much, however much the others want: it is taken from the budget
    /// until [MemoryAccount#endGuarantee()].
    ///
    /// @throws MemoryRefusedException when so much is not left
    public MemoryAccount account(String purpose, long guaranteed) {
        if (!tryReserve(guaranteed)) {
            throw new MemoryRefusedException(purpose + ": " + guaranteed + " bytes do not fit the memory budget of "
                    + limit + " bytes, of which " + used() + " are used");
        }
        MemoryAccount account = new MemoryAccount(this, purpose, guaranteed);
        accounts.add(account);
        return account;
    }

    /// All accounts, in the order they were opened.
    public List<MemoryAccount> accounts() {
        return List.copyOf(accounts);
    }

    /// Bytes that may be used in all.
    public long limit() {
        return limit;
    }

    /// Bytes that are used now.
    public long used() {
        return used.get();
    }

    /// The most that was ever used.
    public long highWater() {
        return highWater.get();
    }

    boolean tryReserve(long bytes) {
        long before = used.get();
        while (bytes <= limit - before) {
            if (used.compareAndSet(before, before + bytes)) {
                raise(highWater, before + bytes);
                return true;
            }
            before = used.get();
        }
        return false;
    }

    void release(long bytes) {
        long left = used.addAndGet(-bytes);
        assert left >= 0 : "gave back " + bytes + " bytes, " + -left + " more than were taken";
    }

    static void raise(AtomicLong highWater, long value) {
        long before = highWater.get();
        while (value > before && !highWater.compareAndSet(before, value)) {
            before = highWater.get();
        }
    }
}

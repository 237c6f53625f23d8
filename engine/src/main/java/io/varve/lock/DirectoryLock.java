package io.varve.lock;

import io.varve.error.FencedException;
import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import java.util.concurrent.atomic.AtomicBoolean;

/// The right to write in a directory, held; and the number of this turn, the *epoch* (D-15).
///
/// The file `LOCK` ([LockFormat]) is made when it is missing and never deleted: two openers with two files of
/// one name would both be right. It holds one word, the epoch of the directory, and every epoch has one
/// byte far behind the end of the file that can be locked by one open file (an OFD lock).
///
/// **The rules.** (1) *Whoever has the byte of epoch `e` locked, while the word is `e`, owns the directory.*
/// (2) *Only who has byte `e + 1` locked, and has seen after that the word still is `e`, may store another
/// epoch, a higher one.* So a check and a store are one step to everybody who keeps the rules, without a
/// compare-and-set, which memory mapped from a file forbids (F1).
///
/// **Taking:** load `e`; lock byte `e`, which says that no owner lives; lock byte `e + 1`; load again, and
/// begin anew if it is not `e`; see that no higher byte is locked, which a word that somebody set back would
/// hide; store `e + 1`, the epoch that is owned now; unlock byte `e`.
///
/// **Breaking:** the same without byte `e`, whose owner may live. It is no owner any more once the word is
/// stored, and finds out by [#isLost()].
///
/// **Owner:** whoever took it. [#close()] may be called by any thread when nobody uses this any more.
///
/// **Promises:** at most one is held and not lost per directory, by this or any other process of the machine
/// (I-1); it ends with [#close()], or with the process however that ends, and does not pass to child programs.
/// Epochs only grow while the machine runs. After a power cut the word may be any old one: nobody lives then
/// who could own it, and [#raiseAbove(long)] brings it above the last one that the manifest knows.
///
/// The text in the file is written after the lock is held. For that moment, and for good when the
/// holder dies in it, the file names the holder before.
public final class DirectoryLock implements AutoCloseable {
    /// How often somebody else's turn may come between a look at the epoch and the next before we give up.
    private static final int ATTEMPTS = 100;

    private final Directory directory;
    private final LockFile file;
    private final AtomicBoolean isHeld = new AtomicBoolean(true);
    private long epoch;

    private DirectoryLock(Directory directory, LockFile file, long epoch) {
        this.directory = directory;
        this.file = file;
        this.epoch = epoch;
    }

    /// Takes the lock, or says who has it.
    ///
    /// @param directory stays the caller's, and open for as long as the lock is held
    /// @param memory gives one page for as long as the lock is held
    /// @param account what the page is charged to
    /// @param holder what others will be told
    /// @throws StoreLockedException when somebody holds it, this process included
    /// @throws StoreIoException when the machine refuses; nothing is held then
    public static DirectoryLock take(Directory directory, Memory memory, MemoryAccount account, Holder holder) {
        return open(directory, memory, account, holder, false);
    }

    /// Takes the lock whoever has it: for an operator who knows that the holder hangs and cannot be ended.
    /// The holder is fenced: the next time it asks, [#isLost()] is true there.
    ///
    /// **Requires:** what is in the directory can be opened, as a read-only look shows: a break that leads
    /// nowhere would cost a healthy owner its store.
    ///
    /// @throws StoreLockedException when somebody else is just taking or breaking it
    /// @throws StoreIoException when the machine refuses; nothing is held then
    public static DirectoryLock breakLock(Directory directory, Memory memory, MemoryAccount account, Holder holder) {
        return open(directory, memory, account, holder, true);
    }

    /// Throws when somebody holds the lock of a directory, without a change of anything: for who only reads what
    /// no owner may change meanwhile.
    ///
    /// @throws StoreLockedException when somebody holds it
    public static void requireFree(Directory directory) {
        try (DiskFile file = directory.open(LockFormat.NAME, OpenFlags.READ)) {
            boolean isHeld = file.errno() == 0
                    && file.isLockedByOther(LockFormat.lockedPosition(0), LockFormat.MAX_EPOCH + 1) > 0;
            if (isHeld) {
                throw new StoreLockedException(directory.path(), "held by somebody who writes to it");
            }
        }
    }

    /// The number of this turn: above that of every earlier one, for good after [#raiseAbove].
    public long epoch() {
        return epoch;
    }

    /// True once somebody has taken the directory by force, or the lock file was damaged. Asked after the
    /// last call that makes something durable and before that is acknowledged: whoever broke the lock stored
    /// its epoch before it read the first byte of ours, so either we see the epoch, or it sees our bytes (I-30).
    /// (The calls to the kernel between store and load on both sides keep the processor from turning them
    /// round; behind a store through a mapping there is none, and so a fence.)
    ///
    /// A load from a mapped page, no call. From any thread, but not after [#close()]. When somebody has cut the
    /// file, an `InternalError` may come out of here or shortly after (F2): whoever asks on a thread of ours
    /// takes that for a lost lock, as any `Throwable` there.
    public boolean isLost() {
        return file.epoch() != epoch;
    }

    /// Throws when the lock [#isLost()].
    public void requireHeld() {
        if (isLost()) {
            throw new FencedException(directory.path(), epoch, file.epoch());
        }
    }

    /// Goes on to a new epoch above `floor`, if this one is not: before anything else is done with it, by a
    /// store that has read in its manifest that there were such epochs.
    ///
    /// @throws FencedException when the lock was lost
    public void raiseAbove(long floor) {
        if (epoch > floor) {
            return;
        }
        long next = floor + 1;
        requireHeld();
        if (!file.tryLock(epoch + 1)) {
            throw new FencedException(directory.path(), epoch, file.epoch());
        }
        if (isLost() || !file.tryLock(next)) {
            file.unlock(epoch + 1);
            throw new FencedException(directory.path(), epoch, file.epoch());
        }
        store(file, next);
        long before = epoch;
        epoch = next;
        file.unlock(before);
        if (before + 1 != next) {
            file.unlock(before + 1);
        }
    }

    /// Gives the lock back. The file, its text and its epoch stay.
    @Override
    public void close() {
        if (isHeld.compareAndSet(true, false)) {
            file.close();
        }
    }

    @Override
    public String toString() {
        return "lock of " + file.path() + ", epoch " + epoch + (isHeld.get() ? "" : ", given back");
    }

    private static DirectoryLock open(
            Directory directory, Memory memory, MemoryAccount account, Holder holder, boolean isForced) {
        LockFile file = LockFile.open(directory, memory, account);
        boolean isTaken = false;
        try {
            long epoch = acquire(directory, file, isForced);
            file.storeHolder(holder);
            isTaken = true;
            return new DirectoryLock(directory, file, epoch);
        } finally {
            if (!isTaken) {
                file.close();
            }
        }
    }

    private static long acquire(Directory directory, LockFile file, boolean isForced) {
        for (int i = 0; i < ATTEMPTS; i++) {
            long seen = current(file);
            if (isForced || file.tryLock(seen)) {
                if (tryMoveOn(file, seen, isForced)) {
                    return seen + 1;
                }
                file.unlock(seen);
            }
            if (current(file) == seen) {
                break;
            }
        }
        throw new StoreLockedException(directory.path(), file.describeHolder());
    }

    /// Rule 2. False when somebody else has the right to store the next epoch, or has just done so.
    private static boolean tryMoveOn(LockFile file, long seen, boolean isForced) {
        if (!file.tryLock(seen + 1)) {
            return false;
        }
        boolean isFree = current(file) == seen && (isForced || !file.isLockedFrom(seen));
        if (!isFree) {
            file.unlock(seen + 1);
            return false;
        }
        store(file, seen + 1);
        file.unlock(seen);
        return true;
    }

    private static void store(LockFile file, long epoch) {
        file.storeEpoch(epoch);
        // A higher one is that of somebody who broke our turn just now. A lower one means that a mapping does not
        // show what was written, as on some network and overlay file systems: fencing would not work there.
        if (file.epoch() < epoch) {
            throw new StoreIoException("mmap", file.path(), Errno.EOPNOTSUPP);
        }
    }

    /// A word that nobody can have stored counts as none, for everybody alike.
    private static long current(LockFile file) {
        return Math.max(0, file.epoch());
    }
}

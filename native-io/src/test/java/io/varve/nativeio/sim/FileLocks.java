package io.varve.nativeio.sim;

import java.util.ArrayList;
import java.util.List;

/// The locked byte ranges of a file, by open file.
final class FileLocks {
    private record Lock(SimFile owner, long start, long end) {
        boolean overlaps(long otherStart, long otherEnd) {
            return start < otherEnd && otherStart < end;
        }
    }

    private final List<Lock> locks = new ArrayList<>();

    boolean isHeldByOther(SimFile self, long position, long length) {
        long end = end(position, length);
        return locks.stream().anyMatch(lock -> lock.owner != self && lock.overlaps(position, end));
    }

    /// Replaces what the owner held of the range.
    void lock(SimFile owner, long position, long length) {
        unlock(owner, position, length);
        locks.add(new Lock(owner, position, end(position, length)));
    }

    void unlock(SimFile owner, long position, long length) {
        long end = end(position, length);
        for (Lock lock : List.copyOf(locks)) {
            if (lock.owner == owner && lock.overlaps(position, end)) {
                locks.remove(lock);
                keep(new Lock(owner, lock.start, Math.min(lock.end, position)));
                keep(new Lock(owner, Math.max(lock.start, end), lock.end));
            }
        }
    }

    void unlockAll(SimFile owner) {
        locks.removeIf(lock -> lock.owner == owner);
    }

    private void keep(Lock lock) {
        if (lock.start < lock.end) {
            locks.add(lock);
        }
    }

    /// As in POSIX, length 0 means to the end of the file, however far that moves.
    private static long end(long position, long length) {
        return length == 0 ? Long.MAX_VALUE : position + length;
    }
}

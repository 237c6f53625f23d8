package io.varve.flush;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.FileSystemStat;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Scheduler;
import org.jspecify.annotations.Nullable;

/// Space on the disk that the store keeps for itself, as a file that nobody reads. It is given back when the disk is
/// full for what would free space: a flush, whose log goes then; an edit that drops something; a small merge. It is
/// taken again as soon as there is space, and until then no write comes in (I-96).
///
/// **Owner:** the coordinator.
public final class Reserve {
    /// The name of its file.
    public static final String NAME = "RESERVE";

    /// How soon it looks again for space: writes go on within a second after there is some (P15).
    private static final long LOOK_NANOS = 500_000_000;

    private final Directory directory;
    private final long bytes;
    private final Clock clock;
    private boolean isThere;

    /// Whether there is to be none, or the machine knows of no such thing.
    private boolean isRefused;

    /// Why something had to use it; null when nothing had to since it was there.
    private @Nullable StoreIoException used;

    private long lookNanos;

    /// None yet.
    ///
    /// @param bytes of it; 0 for none ever
    public Reserve(Directory directory, long bytes, Clock clock) {
        this.directory = directory;
        this.bytes = bytes;
        this.clock = clock;
        this.lookNanos = clock.nanoTime();
    }

    /// Takes it, when it is not there, it is time to, and there is space; only when nothing else waits for that.
    ///
    /// @return whether it is there since now
    boolean keep() {
        if (isComplete() || clock.nanoTime() < lookNanos) {
            return false;
        }
        if (bytes == 0) {
            // Of a life with other options.
            directory.unlink(NAME);
            isRefused = true;
            return false;
        }
        lookNanos = clock.nanoTime() + LOOK_NANOS;
        int result = hasSpace() ? take() : -Errno.ENOSPC;
        isThere = result == 0;
        isRefused = isUnknown(result);
        if (!isThere) {
            // A part of it would be in everybody's way.
            directory.unlink(NAME);
        }
        used = isComplete() ? null : used;
        return isComplete();
    }

    /// Gives it back, for what has found no space.
    ///
    /// @param cause what it has met
    /// @return whether there is more space now, so that it is worth another try
    boolean use(Throwable cause) {
        if (!isThere || !(cause instanceof StoreIoException io) || !isFull(io.errno())) {
            return false;
        }
        int removed = directory.unlink(NAME);
        // Somebody else has removed it, such as a process that was fenced.
        isThere = removed != 0 && removed != -Errno.ENOENT;
        lookNanos = clock.nanoTime() + LOOK_NANOS;
        if (removed != 0) {
            return false;
        }
        used = io;
        return true;
    }

    /// As [#use], for something that needs so many bytes for a while.
    boolean use(Throwable cause, long needed) {
        return needed <= bytes && use(cause);
    }

    /// Why it was used and could not be taken again since; null while it is there, or never was.
    @Nullable
    StoreIoException lack() {
        return used;
    }

    /// When it looks again.
    long nextDuty() {
        return isComplete() ? Scheduler.NEVER : lookNanos;
    }

    private boolean isComplete() {
        return isThere || isRefused;
    }

    private boolean hasSpace() {
        FileStat stat = new FileStat();
        long there = directory.stat(NAME, stat) == 0 ? stat.allocatedBytes() : 0;
        FileSystemStat system = new FileSystemStat();
        return directory.statFileSystem(system) != 0 || system.availableBytes() >= bytes - there;
    }

    private int take() {
        try (DiskFile file = directory.open(NAME, OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE)) {
            int result = file.errno() == 0 ? file.allocate(0, bytes) : file.errno();
            // That of a life with other options may be larger.
            return result == 0 ? file.truncate(bytes) : result;
        }
    }

    /// Whether the file system knows of no such thing, now and ever.
    private static boolean isUnknown(int errno) {
        return switch (Math.abs(errno)) {
            case Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.EINVAL, Errno.EFBIG -> true;
            default -> false;
        };
    }

    private static boolean isFull(int errno) {
        return switch (Math.abs(errno)) {
            case Errno.ENOSPC, Errno.EDQUOT -> true;
            default -> false;
        };
    }
}

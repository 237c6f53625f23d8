package io.varve.flush;

import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryRefusedException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What failures mean for a flush.
final class Causes {
    private Causes() {}

    /// Whether the machine had no room for it, which passes when somebody makes room.
    static boolean isForWantOfRoom(Throwable cause) {
        return isForWantOfSpace(cause)
                || isForWantOfMappings(cause)
                || cause instanceof MemoryRefusedException
                || cause instanceof ResourceRefusedException
                || cause instanceof OutOfMemoryError;
    }

    /// Why writes are refused at once that would have to wait for the flush; null when they can wait.
    static @Nullable RejectionCause obstacle(Throwable cause) {
        if (isForWantOfSpace(cause)) {
            return RejectionCause.OUT_OF_SPACE;
        }
        return isForWantOfRoom(cause) ? RejectionCause.MEMORY_BUDGET : null;
    }

    /// What whoever asked for the flush is told.
    static StoreException failed(String directory, Job job, Throwable cause) {
        return new FlushFailedException(directory, job.failures(), cause);
    }

    /// A stream that did not come to its end.
    static Throwable stalled(long nanos) {
        return new TimeoutException("no table within " + Duration.ofNanos(nanos));
    }

    /// No address space, or as many mappings as may be (row 74): tables are not read otherwise, so the memtable waits.
    private static boolean isForWantOfMappings(Throwable cause) {
        return cause instanceof StoreIoException io && Math.abs(io.errno()) == Errno.ENOMEM;
    }

    private static boolean isForWantOfSpace(Throwable cause) {
        if (!(cause instanceof StoreIoException io)) {
            return false;
        }
        return switch (Math.abs(io.errno())) {
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EMFILE, Errno.ENFILE, Errno.EROFS -> true;
            default -> false;
        };
    }
}

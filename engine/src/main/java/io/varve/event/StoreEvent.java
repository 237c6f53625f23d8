package io.varve.event;

import io.varve.error.RejectionCause;
import java.util.List;

/// Something that happened inside a store.
///
/// All are immutable and hold nothing of the store, so that a listener may keep them. Durations are in
/// nanoseconds, sizes in bytes.
public sealed interface StoreEvent {
    /// How much it should matter.
    Severity severity();

    /// The kind as logs and recordings name it: `SegmentRolled`.
    default String kind() {
        return getClass().getSimpleName();
    }

    /// The store is open.
    ///
    /// @param directory of the store
    /// @param wasCreated true when there was none before
    record StoreOpened(String directory, boolean wasCreated) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }
    }

    /// The store is closed. The last event.
    ///
    /// @param directory of the store
    /// @param wasClean false when it had failed, or something could not be finished in time
    record StoreClosed(String directory, boolean wasClean) implements StoreEvent {
        @Override
        public Severity severity() {
            return wasClean ? Severity.INFO : Severity.WARNING;
        }
    }

    /// The store can do more or less than before.
    ///
    /// @param reason what brought it about, in words
    record StateChanged(StoreState from, StoreState to, String reason) implements StoreEvent {
        @Override
        public Severity severity() {
            return switch (to) {
                case OPEN, CLOSED -> Severity.INFO;
                case READ_ONLY_RESUMABLE -> Severity.WARNING;
                case FAILED -> Severity.ERROR;
            };
        }
    }

    /// What was acknowledged before is readable again.
    ///
    /// @param segments log files that were read
    /// @param frames groups of writes found in them
    /// @param records operations found in them
    /// @param bytes of log read
    /// @param lastSequence number of the last operation
    /// @param cutBytes of log discarded behind the last whole frame
    /// @param nanos it took
    record RecoveryFinished(
            long segments, long frames, long records, long bytes, long lastSequence, long cutBytes, long nanos)
            implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }
    }

    /// The log ended in a frame that was not written whole, as after a crash; it was cut there. No
    /// write that was promised to be durable was in what was cut.
    ///
    /// @param file the log file
    /// @param offset where it ends now
    /// @param bytes discarded, in this and later files
    /// @param reason what was wrong with the frame
    record TornTailCut(String file, long offset, long bytes, String reason) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// The log goes on in its next file.
    ///
    /// @param from number of the file that is full
    /// @param to number of the next one
    /// @param bytes in the file that is full
    record SegmentRolled(long from, long to, long bytes) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }
    }

    /// A memtable takes no more writes, and waits to become a table.
    ///
    /// @param rotation its number, one more than of the one before
    /// @param entries in it
    /// @param bytes that it uses
    record MemTableRotated(long rotation, long entries, long bytes) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }
    }

    /// Tables are part of the store: durable, and read from now on.
    ///
    /// @param snapshotId of what the store consists of now
    /// @param parentId of what it consisted of before
    /// @param tables that are new
    /// @param bytes of those
    record TablesPublished(long snapshotId, long parentId, int tables, long bytes) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }
    }

    /// Tables were merged into others, which are read in their place from now on.
    ///
    /// @param snapshotId of what the store consists of now
    /// @param inputs tables that went in
    /// @param inputBytes of those
    /// @param outputs tables that came out
    /// @param outputBytes of those
    record TablesMerged(long snapshotId, int inputs, long inputBytes, int outputs, long outputBytes)
            implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }
    }

    /// Levels may have another number of runs from now on, because other things are asked of the store
    /// (`StoreOptions.adaptiveCompaction()`).
    ///
    /// @param runs by level: flushes of level 0 that are merged at a time, then runs at rest
    /// @param writtenBytes of keys and values per second
    /// @param lookups per second that memory did not answer
    /// @param seeks of cursors per second
    /// @param steps of cursors per second
    record CompactionAdapted(List<Integer> runs, long writtenBytes, long lookups, long seeks, long steps)
            implements StoreEvent {
        /// Copies the list.
        public CompactionAdapted {
            runs = List.copyOf(runs);
        }

        @Override
        public Severity severity() {
            return Severity.INFO;
        }
    }

    /// A memtable did not become a table this time. It stays readable, its log stays on disk, and it is tried
    /// again.
    ///
    /// @param rotation of the memtable
    /// @param attempt which one, counted from 1
    /// @param failure what it met
    /// @param retryNanos after which it is tried again; 0 when another attempt took its place, or the store is
    ///     closed
    record FlushFailed(long rotation, int attempt, Throwable failure, long retryNanos) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// A memtable is tried again.
    ///
    /// @param rotation of the memtable
    /// @param attempt which one, counted from 1
    record FlushRetried(long rotation, int attempt) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }
    }

    /// A sync took longer than `StoreOptions.slowSync()`.
    ///
    /// @param file that was synced
    /// @param nanos it took
    /// @param limitNanos from which on it counts as slow
    record SyncSlow(String file, long nanos, long limitNanos) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// The machine's clock is further ahead than time can have passed, or it is believed again. Meanwhile engine time
    /// goes on at the usual pace, and nothing that has expired is dropped.
    ///
    /// @param isBelieved whether engine time follows the clock
    /// @param wallMillis what the clock says, since 1970
    /// @param engineMillis what the store goes by
    record ClockJumped(boolean isBelieved, long wallMillis, long engineMillis) implements StoreEvent {
        @Override
        public Severity severity() {
            return isBelieved ? Severity.INFO : Severity.WARNING;
        }
    }

    /// Writes begin to wait.
    ///
    /// @param reason what they wait for
    record WriteStalled(RejectionCause reason) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// Writes no longer wait.
    ///
    /// @param reason what they waited for
    /// @param nanos since they began to
    record WriteResumed(RejectionCause reason, long nanos) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.INFO;
        }
    }

    /// The first of a series of writes was rejected.
    ///
    /// @param reason why
    record WriteRejected(RejectionCause reason) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// The memory budget said no.
    ///
    /// @param account the purpose that asked
    /// @param bytes it asked for
    /// @param used bytes of the budget, by all
    /// @param limit bytes of the budget
    record MemoryRefused(String account, long bytes, long used, long limit) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// Work in the background failed; what it was to do is tried again, or the store fails next.
    ///
    /// @param worker whose work it is
    /// @param failure what it met
    /// @param isRetried whether it is tried again
    record BackgroundFailed(String worker, Throwable failure, boolean isRetried) implements StoreEvent {
        @Override
        public Severity severity() {
            return isRetried ? Severity.WARNING : Severity.ERROR;
        }
    }

    /// The store has failed: it refuses all writes from now on. Comes once.
    ///
    /// @param directory of the store
    /// @param failure the first, which every later call reports
    record StoreFailed(String directory, Throwable failure) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.ERROR;
        }
    }

    /// The lock of another process was broken, by request, and the store taken over.
    ///
    /// @param directory of the store
    /// @param holder who had it, in words
    /// @param epoch under which it is open now
    record LockBroken(String directory, String holder, long epoch) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// A handle was not closed before the garbage collector took it: its user has forgotten it. Of
    /// cursors and snapshots, one of 1024 is watched.
    ///
    /// @param handle `store`, `batch`, `cursor` or `snapshot`
    /// @param opened whose stack trace says where
    record HandleForgotten(String handle, Throwable opened) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// Events were dropped since the last one that was told, because the listener was too slow.
    ///
    /// @param count how many
    record EventsLost(long count) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }

    /// The listener threw. Not told to the listener itself.
    ///
    /// @param event it was called with
    /// @param failure what it threw
    record ListenerFailed(String event, Throwable failure) implements StoreEvent {
        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }
}

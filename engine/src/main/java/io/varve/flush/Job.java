package io.varve.flush;

import io.varve.error.RejectionCause;
import io.varve.view.FrozenMemTable;
import io.varve.wal.LogEnd;
import org.jspecify.annotations.Nullable;

/// A frozen memtable on its way into a table, from the rotation to the end of its memory.
///
/// **Owner:** the coordinator.
final class Job {
    private final FrozenMemTable frozen;
    private final @Nullable LogEnd logEnd;
    private @Nullable FlushAttempt running;
    private @Nullable Built built;
    private int failures;
    private long retryNanos = Long.MIN_VALUE;

    /// Attempts that were given up and have not come back: they may still read the memtable.
    private int strays;

    private long begunNanos;
    private long syncRequest;
    private boolean isInstalled;
    private @Nullable RejectionCause obstacle;

    /// @param logEnd behind its last operation; null when a recovery found it in the log
    Job(FrozenMemTable frozen, @Nullable LogEnd logEnd) {
        this.frozen = frozen;
        this.logEnd = logEnd;
    }

    FrozenMemTable frozen() {
        return frozen;
    }

    /// The end of the log behind its last operation; null when a recovery found it in the log.
    @Nullable
    LogEnd logEnd() {
        return logEnd;
    }

    /// The request for the sync that it waits for before it overtakes others; 0 when there is none.
    long syncRequest() {
        return syncRequest;
    }

    void onSyncAsked(long request) {
        syncRequest = request;
    }

    long rotation() {
        return frozen.rotation();
    }

    /// Whether it can be given to a streamer now.
    boolean isDue(long nowNanos) {
        return isWaiting() && nowNanos >= retryNanos;
    }

    boolean isWaiting() {
        return running == null && built == null && !isInstalled;
    }

    /// When it is to be tried again, or installed again; not before.
    long retryNanos() {
        return retryNanos;
    }

    int failures() {
        return failures;
    }

    @Nullable
    FlushAttempt running() {
        return running;
    }

    @Nullable
    Built built() {
        return built;
    }

    boolean isInstalled() {
        return isInstalled;
    }

    /// When its last attempt began.
    long begunNanos() {
        return begunNanos;
    }

    void onBegun(long nowNanos) {
        begunNanos = nowNanos;
    }

    void begin(FlushAttempt attempt) {
        running = attempt;
    }

    /// Its attempt has come back with a table.
    void onStreamed(Built result) {
        running = null;
        built = result;
    }

    /// Its attempt has come back without, or its table could not be installed.
    ///
    /// @param why writes cannot wait for it; null when they can
    void onFailed(long retryAtNanos, @Nullable RejectionCause why) {
        running = null;
        failures++;
        retryNanos = retryAtNanos;
        obstacle = why;
    }

    /// It may be tried at once.
    void hurry() {
        retryNanos = Long.MIN_VALUE;
    }

    /// Why writes cannot wait for it; null when they can.
    @Nullable
    RejectionCause obstacle() {
        return obstacle;
    }

    /// Its attempt is given up, and still runs.
    void onStray() {
        if (running != null) {
            running.abandon();
            running = null;
            strays++;
        }
    }

    /// An attempt that was given up has come back.
    void onStrayReturned() {
        strays--;
    }

    void onInstalled() {
        isInstalled = true;
        built = null;
        obstacle = null;
    }

    /// Whether nothing of ours reads the memtable any more.
    boolean isOver() {
        return isInstalled && strays == 0;
    }

    /// Takes the result away, to discard it.
    @Nullable
    Built takeBuilt() {
        Built left = built;
        built = null;
        return left;
    }
}

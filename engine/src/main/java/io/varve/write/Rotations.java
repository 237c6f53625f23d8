package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.view.FrozenMemTable;
import io.varve.wal.LogEnd;
import org.jspecify.annotations.Nullable;

/// The writer's side of flushing: what it froze goes there, and whoever wants something frozen asks here.
///
/// **Owner:** the writer thread calls the methods that change something; none waits.
public interface Rotations {
    /// Takes over what was frozen. There is room: [#hasRoom()] said so. Wakes nobody: [#wake()] does.
    ///
    /// @param end of the log behind its last operation
    void onFrozen(FrozenMemTable frozen, LogEnd end);

    /// Wakes who makes tables of what was frozen. From any thread.
    void wake();

    /// Whether one more may be frozen.
    boolean hasRoom();

    /// How many were frozen and are not durable in tables yet.
    int unfinished();

    /// Why those that wait are not getting fewer; null while they are, or none waits.
    @Nullable
    RejectionCause obstacle();

    /// The number of the last request to freeze what there is; requests count up from 1.
    long asked();

    /// Says that all up to this request have been served: whatever was acknowledged before is frozen.
    void onServed(long request);

    /// Says that requests up to this one wait for something that may be long in coming.
    void onRefused(long request, RejectionCause why);

    /// Says that the store has failed: nothing more comes, and who waits is to be told. From any thread.
    void onFailure();

    /// The first segment of the log that is needed.
    long logFloor();

    /// The number of the last request for a sync of all that is in the log; requests count up from 1.
    long syncAsked();

    /// Says that a sync has succeeded that began after this request was made.
    void onSynced(long request);
}

package io.varve.event;

import io.varve.error.StoreException;
import org.jspecify.annotations.Nullable;

/// Somebody who wants to know how an asynchronous write ended.
///
/// It is called once for each write, in the order of the log, on one thread that all callbacks of a store
/// share. It may call the store, also to close it; only for room for another callback it does not wait, but is
/// refused. While it takes its time the callbacks of other writes wait, and when too many do, new ones find no
/// room; the writer itself never waits. What it throws is counted and told as an event.
@FunctionalInterface
public interface CommitCallback {
    /// A write has ended.
    ///
    /// @param position the write's place in the order of all; of one that failed it tells nothing
    /// @param failure null when it was acknowledged as it asked to be; otherwise a rejection, or that the
    ///     outcome is unknown
    void onCommit(long position, @Nullable StoreException failure);
}

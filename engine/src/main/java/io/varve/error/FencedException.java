package io.varve.error;

/// Somebody broke the lock of the store and took it over; this process must not write to it any more.
public final class FencedException extends StoreException {
    private static final long serialVersionUID = 1;

    private final long epoch;
    private final long foundEpoch;

    /// A refusal.
    ///
    /// @param directory of the store
    /// @param epoch under which this process opened it
    /// @param foundEpoch the later one that the lock file has
    public FencedException(String directory, long epoch, long foundEpoch) {
        super(
                directory + " was taken over: opened here with epoch " + epoch + ", LOCK now has epoch " + foundEpoch,
                "close this store and do not open it again here before the new owner has closed it",
                null);
        this.epoch = epoch;
        this.foundEpoch = foundEpoch;
    }

    /// The epoch under which this process opened the store.
    public long epoch() {
        return epoch;
    }

    /// The later epoch that was found.
    public long foundEpoch() {
        return foundEpoch;
    }
}

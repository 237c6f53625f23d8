package io.varve.error;

/// Somebody took the store over by force while this process had it open (D-15).
///
/// **Promises:** nothing of this process is acknowledged after the other one began to read the files; what it
/// was about to acknowledge is UNKNOWN.
public final class FencedException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String directory;
    private final long epoch;

    /// A loss.
    ///
    /// @param directory of the store
    /// @param epoch that this process had
    /// @param found the epoch in the lock file now
    public FencedException(String directory, long epoch, long found) {
        super(
                directory + " was taken over by force: this process has epoch " + epoch + ", the directory is at "
                        + found,
                "close the store here; open it again only if whoever took it has given it back",
                null);
        this.directory = directory;
        this.epoch = epoch;
    }

    /// The directory of the store.
    public String directory() {
        return directory;
    }

    /// The epoch that this process had.
    public long epoch() {
        return epoch;
    }
}

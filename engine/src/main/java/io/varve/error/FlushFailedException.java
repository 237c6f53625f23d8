package io.varve.error;

/// A flush that somebody asked for did not come to its end this time. Nothing is lost: what was to become a table
/// stays readable, and its log on disk; the store tries again by itself.
public final class FlushFailedException extends StoreException {
    private static final long serialVersionUID = 1;

    private final int attempts;

    /// A failure.
    ///
    /// @param directory of the store
    /// @param attempts that have failed so far; 0 when not even the first could be begun
    /// @param cause of the last
    public FlushFailedException(String directory, int attempts, Throwable cause) {
        super(
                directory + ": the flush failed" + (attempts > 1 ? ", for the " + attempts + ". time: " : ": ")
                        + FirstLine.of(cause),
                "mend what the cause names; the store tries again by itself, and nothing is lost meanwhile",
                cause);
        this.attempts = attempts;
    }

    /// How often it has failed.
    public int attempts() {
        return attempts;
    }
}

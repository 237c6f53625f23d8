package io.varve.error;

/// The store met a failure after which it cannot say what its files hold, and refuses all writes from
/// then on. The failure is the cause, the same for every call: the first one counts.
///
/// The write that throws this was not written; those that were under way when it happened got an
/// [OutcomeUnknownException].
public final class StoreFailedException extends StoreException {
    private static final long serialVersionUID = 1;

    /// A refusal.
    ///
    /// @param directory of the store
    /// @param first the failure that ended it
    public StoreFailedException(String directory, Throwable first) {
        super(
                directory + " has failed: " + FirstLine.of(first),
                "mend what the cause names, then close the store and open it again: it recovers what was acknowledged",
                first);
    }
}

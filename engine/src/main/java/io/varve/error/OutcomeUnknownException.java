package io.varve.error;

/// A write may or may not be there after the store is opened again: its bytes may have left for the
/// disk when something failed. Whole or not at all, and never without the writes before it.
public final class OutcomeUnknownException extends StoreException {
    private static final long serialVersionUID = 1;

    /// A write without an answer.
    ///
    /// @param directory of the store
    /// @param cause the failure that left it open
    public OutcomeUnknownException(String directory, Throwable cause) {
        super(
                "a write to " + directory + " may or may not have happened: " + FirstLine.of(cause),
                "close the store, open it again and read what is there, then write again what is missing",
                cause);
    }
}

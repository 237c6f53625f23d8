package io.varve.error;

/// The store, or what was taken from it, was used after its close.
public final class StoreClosedException extends StoreException {
    private static final long serialVersionUID = 1;

    /// A refusal.
    ///
    /// @param what was closed: the directory of the store, or what was taken from it
    public StoreClosedException(String what) {
        super(what + " is closed", "open the store again, and close it only when no thread uses it any more", null);
    }
}

package io.varve.error;

/// Somebody else has the store open.
///
/// Who it is comes from what the holder wrote into the lock file. That is advice, never proof: the lock
/// itself is kept by the kernel and ends with the process that holds it.
public final class StoreLockedException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String directory;
    private final String holder;

    /// A refusal.
    ///
    /// @param directory of the store
    /// @param holder who has it open, in words
    public StoreLockedException(String directory, String holder) {
        super(
                directory + " is locked: " + holder,
                "close the store there or end that process, then open it here; the lock ends with its process, and"
                        + " deleting files does not help",
                null);
        this.directory = directory;
        this.holder = holder;
    }

    /// The directory of the store.
    public String directory() {
        return directory;
    }

    /// Who has it open, in words.
    public String holder() {
        return holder;
    }
}

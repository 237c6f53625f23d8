package io.varve.error;

/// A directory holds a store that was being put together, by a checkpoint or a salvage, and never came
/// to its end. There is nothing in it that is not somewhere else.
public final class UnfinishedCopyException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String directory;

    /// A refusal.
    ///
    /// @param directory of what is no store
    /// @param mark the file that says so
    public UnfinishedCopyException(String directory, String mark) {
        super(
                directory + " is a copy of a store that was not finished, as " + mark + " says",
                "remove the directory, and make the checkpoint or the salvage again",
                null);
        this.directory = directory;
    }

    /// The directory of what is no store.
    public String directory() {
        return directory;
    }
}

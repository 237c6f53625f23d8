package io.varve.error;

import org.jspecify.annotations.Nullable;

/// There was no memory, no thread or no place for what was asked: an open, a read, a snapshot, or the making of a
/// batch; or no room in the manifest for more tables and named snapshots. Nothing was changed, and nothing is left
/// behind. (A *write* that finds no memory is a [WriteRejectedException].)
public final class ResourceRefusedException extends StoreException {
    private static final long serialVersionUID = 1;

    private ResourceRefusedException(String what, String remedy, @Nullable Throwable cause) {
        super(what, remedy, cause);
    }

    /// No memory.
    ///
    /// @param purpose what needed it
    /// @param isBudget whether the store's own budget said no, and not the machine
    public static ResourceRefusedException memory(String purpose, boolean isBudget, RuntimeException refused) {
        return new ResourceRefusedException(
                "no memory for " + purpose + ": " + FirstLine.of(refused),
                isBudget
                        ? "close batches that are no longer needed, or raise the memory budget; then try again"
                        : "give the machine or the container more memory, then try again",
                refused);
    }

    /// A limit of the manifest.
    ///
    /// @param path of the manifest
    public static ResourceRefusedException manifest(String path, IllegalArgumentException refused) {
        return new ResourceRefusedException(
                "no room in " + path + ": " + FirstLine.of(refused),
                "drop named snapshots that are no longer needed, let tables be merged, then try again",
                refused);
    }

    /// No thread.
    ///
    /// @param directory of the store that was to be opened
    public static ResourceRefusedException thread(String directory, IllegalStateException refused) {
        return new ResourceRefusedException(
                "no thread for the store in " + directory + ": " + FirstLine.of(refused),
                "raise the limit of threads or processes (ulimit -u, the container's limit of pids), end threads that are"
                        + " not needed, or mend the thread factory; then open the store again",
                refused);
    }

    /// No place for a snapshot.
    ///
    /// @param limit how many are open
    public static ResourceRefusedException snapshots(int limit) {
        return new ResourceRefusedException(
                "no place for a snapshot: " + limit + " are open",
                "close those that are no longer needed, then try again",
                null);
    }
}

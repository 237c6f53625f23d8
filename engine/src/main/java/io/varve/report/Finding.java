package io.varve.report;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;

/// One thing that is wrong with a file of a store.
///
/// @param path of the file or directory
/// @param offset from its start; 0 when it is about all of it
/// @param what stands there, and what should
/// @param cause a `CorruptionException`, with what was expected and found; or what the machine refused
public record Finding(String path, long offset, String what, StoreException cause) {
    /// What an exception says.
    ///
    /// @param directory of the store, for those that name no file
    public static Finding of(String directory, StoreException cause) {
        return switch (cause) {
            case CorruptionException damage -> new Finding(damage.path(), damage.offset(), damage.what(), damage);
            case StoreIoException refused -> new Finding(refused.path(), 0, refused.what(), refused);
            default -> new Finding(directory, 0, cause.what(), cause);
        };
    }

    @Override
    public String toString() {
        return what;
    }
}

package io.varve.wal;

import io.varve.nativeio.Errno;

/// Why no segment could be made ready.
///
/// @param call as Linux names it
/// @param path the file or directory
/// @param errno positive
/// @param isTerminal true when it is not tried again: the directory could not be synced, so nothing is
///     known about any name in it any more (row 48)
public record PrepareFailure(String call, String path, int errno, boolean isTerminal) {
    @Override
    public String toString() {
        return Errno.describe(call, path, errno) + (isTerminal ? "; not tried again" : "; tried again later");
    }
}

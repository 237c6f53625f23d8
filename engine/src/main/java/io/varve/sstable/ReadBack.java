package io.varve.sstable;

import io.varve.nativeio.Region;

/// Who checks what was written, as it is read back from the device, front to back.
public interface ReadBack {
    /// The next bytes of the file; throws `CorruptionException` when they are not what was written.
    void accept(Region region, long offset, int length);

    /// Nothing follows; throws when something is missing.
    void end();
}

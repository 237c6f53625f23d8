package io.varve.whole;

import io.varve.lock.DirectoryLock;
import io.varve.version.Creation;
import io.varve.version.ManifestConfig;

/// The tables of a store that is being put together, all there and durable.
///
/// @param linked tables that another store has too
/// @param copied tables
/// @param written tables
/// @param writtenBytes of copied and written ones
public record Made(Assembly assembly, int linked, int copied, int written, long writtenBytes) {
    /// Makes the manifest.
    ///
    /// @param lock of the new directory
    public void writeManifest(ManifestConfig config, DirectoryLock lock, Creation creation, long engineMillis) {
        assembly.writeManifest(config, lock, creation, engineMillis);
    }

    /// Bytes of all tables.
    public long bytes() {
        return assembly.bytes();
    }

    /// How many tables there are.
    public int count() {
        return assembly.count();
    }
}

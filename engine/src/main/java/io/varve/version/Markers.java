package io.varve.version;

import io.varve.error.StoreIoException;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.OpenFlags;

/// Switches manifests, and removes what a switch leaves.
///
/// **The order:** the new manifest is complete and synced · sync directory · make the new marker and sync it ·
/// sync directory: *this is the switch* · remove the old marker and manifest · sync directory. A crash in between
/// leaves the old marker alone, or both, and then the new one counts.
///
/// **Invariant:** what is removed has a name that nobody will make again: who is fenced and does not know it yet
/// may remove something at any later time.
final class Markers {
    private final Directory directory;
    private final DirectoryLock lock;

    Markers(Directory directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /// Makes a synced manifest the current one.
    void publish(MarkerName marker) {
        syncDirectory();
        lock.requireHeld();
        try (DiskFile file = directory.open(
                marker.name(), OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE)) {
            if (file.errno() != 0) {
                throw new StoreIoException("open", file.path(), file.errno());
            }
            SmallFile.check("fsync", file, file.sync());
        }
        syncDirectory();
        lock.requireHeld();
    }

    /// Removes what is current no more. What cannot be removed now, the next opener removes.
    void remove(MarkerName old) {
        directory.unlink(old.name());
        directory.unlink(old.manifestName());
        syncDirectory();
    }

    /// Removes what earlier openers left: markers and manifests below the current ones, as far as they are ours.
    /// Higher ones are left alone: whoever has fenced us may have made them.
    void removeLeftovers(MarkerName current, Creation creation, ManifestConfig config) {
        ManifestFiles files = ManifestFiles.list(directory);
        ManifestReader reader = new ManifestReader(config);
        for (MarkerName marker : files.markers().headSet(current)) {
            directory.unlink(marker.name());
        }
        for (long number : files.manifests().headSet(current.manifest())) {
            if (reader.isOurs(number, creation)) {
                directory.unlink(MarkerName.manifestName(number));
            }
        }
        syncDirectory();
    }

    private void syncDirectory() {
        int result = directory.sync();
        if (result != 0) {
            throw new StoreIoException("fsync", directory.path(), result);
        }
    }
}

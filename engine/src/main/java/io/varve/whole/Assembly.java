package io.varve.whole;

import io.varve.error.ResourceRefusedException;
import io.varve.format.TableSummary;
import io.varve.lock.DirectoryLock;
import io.varve.version.Creation;
import io.varve.version.Install;
import io.varve.version.LiveTable;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestEdit;
import java.util.ArrayList;
import java.util.List;

/// The tables of a store that is being put together, and its manifest when they are all there.
///
/// **Owner:** one thread.
public final class Assembly {
    private final List<LiveTable> tables = new ArrayList<>();
    private long nextFile = 1;
    private long nextSequence = 1;
    private long nextRotation = 1;

    /// A finished table, in its place.
    void add(LiveTable table) {
        TableSummary summary = table.summary();
        tables.add(table);
        keepFiles(summary.number());
        keepSequence(summary.lastSequence());
        if (table.level() == 0) {
            nextRotation = Math.max(nextRotation, table.rotation() + 1);
        }
    }

    /// Sets a number aside that a file has, or may have had.
    void keepFiles(long number) {
        nextFile = Math.max(nextFile, number + 1);
    }

    /// Sets the numbers aside that operations have had.
    void keepSequence(long sequence) {
        nextSequence = Math.max(nextSequence, sequence + 1);
    }

    /// Bytes of all tables.
    long bytes() {
        long bytes = 0;
        for (LiveTable table : tables) {
            bytes += table.summary().bytes();
        }
        return bytes;
    }

    int count() {
        return tables.size();
    }

    /// A number for the next table that is made.
    long takeNumber() {
        return nextFile++;
    }

    /// Makes the manifest. The names of all tables are durable.
    ///
    /// Installs them also when there is none: a manifest without an install says that all operations are in
    /// the log.
    ///
    /// @param lock of the new directory
    /// @throws ResourceRefusedException when there are more tables than a store can have
    void writeManifest(ManifestConfig config, DirectoryLock lock, Creation creation, long engineMillis) {
        try (Manifest manifest = Manifest.create(config, lock, creation)) {
            ManifestEdit edit = ManifestEdit.NOTHING
                    .at(engineMillis)
                    .withFileFloor(nextFile)
                    .withSequenceFloor(nextSequence)
                    .withRotationFloor(nextRotation);
            Install next = Install.after(manifest.state());
            manifest.append(edit.withInstall(new Install(next.id(), next.parent(), tables, List.of(), null, 0)));
        }
    }
}

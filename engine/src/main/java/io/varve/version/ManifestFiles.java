package io.varve.version;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.FileStat;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What of a manifest's kind lies in a directory, by name. Everything else there is not looked at.
///
/// @param markers lowest first
/// @param manifests the numbers of the manifests, lowest first
/// @param hasLog true when there is a directory of logs, which no store has before its manifest is complete
record ManifestFiles(SortedSet<MarkerName> markers, SortedSet<Long> manifests, boolean hasLog) {
    private static final String LOG_DIRECTORY = "wal";

    static ManifestFiles list(Directory directory) {
        List<String> names = new ArrayList<>();
        int result = directory.list(names);
        if (result != 0) {
            throw new StoreIoException("getdents64", directory.path(), result);
        }
        SortedSet<MarkerName> markers = new TreeSet<>();
        SortedSet<Long> manifests = new TreeSet<>();
        for (String name : names) {
            MarkerName marker = MarkerName.parse(name);
            if (marker != null) {
                markers.add(marker);
            }
            long manifest = MarkerName.parseManifest(name);
            if (manifest != 0) {
                manifests.add(manifest);
            }
        }
        return new ManifestFiles(markers, manifests, names.contains(LOG_DIRECTORY));
    }

    /// The marker that counts; null when there is none.
    @Nullable
    MarkerName current() {
        return markers.isEmpty() ? null : markers.last();
    }

    /// A manifest number above all that can be seen here.
    long nextNumber() {
        long highest = manifests.isEmpty() ? 0 : manifests.last();
        for (MarkerName marker : markers) {
            highest = Math.max(highest, marker.manifest());
        }
        if (highest >= FileNumber.MAX) {
            throw new CorruptionException(
                    MarkerName.manifestName(highest), 0, "a number below " + FileNumber.MAX, "" + highest);
        }
        return highest + 1;
    }

    /// Throws when a marker is not the empty file that it must be.
    static void checkEmpty(Directory directory, MarkerName marker) {
        FileStat stat = new FileStat();
        int result = directory.stat(marker.name(), stat);
        String path = directory.path() + "/" + marker.name();
        if (result != 0) {
            throw new StoreIoException("statx", path, result);
        }
        if (stat.kind() != FileStat.Kind.FILE || stat.size() != 0) {
            throw new CorruptionException(path, 0, "an empty file", stat.kind() + " of " + stat.size() + " bytes");
        }
    }
}

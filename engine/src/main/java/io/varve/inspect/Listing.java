package io.varve.inspect;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files in a store's directory and what each is, by its name and by what the manifest needs.
final class Listing {
    static final String LOG = "wal";
    static final String TABLES = "tables";

    private static final Pattern SEGMENT = Pattern.compile("([0-9]{20})\\.(log|new)");
    private static final Pattern TABLE = Pattern.compile("([0-9]{20})\\.sst");
    private static final Pattern MARKER = Pattern.compile("marker\\.[0-9]{16}\\.([0-9]{16})");
    private static final Pattern MANIFEST = Pattern.compile("manifest-([0-9]{16})");

    private final Directory directory;
    private final @Nullable StoreFacts store;
    private final Set<Long> live = new HashSet<>();
    private final Set<Long> pinned = new HashSet<>();
    private final List<FileFacts> files = new ArrayList<>();
    private final FileStat stat = new FileStat();

    /// @param store null when nobody knows what is needed: then nothing counts as left over
    Listing(Directory directory, @Nullable StoreFacts store, List<TableFacts> tables, List<SnapshotFacts> snapshots) {
        this.directory = directory;
        this.store = store;
        tables.forEach(table -> live.add(table.number()));
        snapshots.forEach(snapshot -> pinned.addAll(snapshot.tables()));
    }

    /// All files, folder by folder, by name.
    List<FileFacts> list() {
        add(directory, "");
        return files;
    }

    /// The numbers of the files of the log, ascending.
    static List<Long> segments(Directory wal) {
        List<Long> numbers = new ArrayList<>();
        for (String name : names(wal)) {
            Matcher segment = SEGMENT.matcher(name);
            if (segment.matches() && name.endsWith("log")) {
                numbers.add(number(segment));
            }
        }
        return numbers;
    }

    private void add(Directory folder, String prefix) {
        for (String name : names(folder)) {
            int result = folder.stat(name, stat);
            if (result == -Errno.ENOENT) {
                continue; // a writer was faster
            }
            boolean isFolder = result == 0 && stat.kind() == FileStat.Kind.DIRECTORY;
            if (isFolder && prefix.isEmpty() && (name.equals(LOG) || name.equals(TABLES))) {
                try (Directory below = folder.openDirectory(name)) {
                    add(below, name + "/");
                }
            } else if (result == 0) {
                files.add(new FileFacts(
                        prefix + name,
                        isFolder ? FileRole.FOREIGN : role(prefix, name),
                        stat.size(),
                        stat.allocatedBytes()));
            }
        }
    }

    private FileRole role(String prefix, String name) {
        return switch (prefix) {
            case "" -> roleAtTop(name);
            case LOG + "/" -> roleInLog(name);
            default -> roleInTables(name);
        };
    }

    private FileRole roleAtTop(String name) {
        if (name.equals("LOCK")) {
            return FileRole.LOCK;
        }
        if (name.equals("STATISTICS")) {
            return FileRole.STATISTICS;
        }
        if (name.equals("RESERVE")) {
            return FileRole.RESERVE;
        }
        Matcher marker = MARKER.matcher(name);
        Matcher manifest = MANIFEST.matcher(name);
        boolean isMarker = marker.matches();
        if (!isMarker && !manifest.matches()) {
            return FileRole.FOREIGN;
        }
        long number = number(isMarker ? marker : manifest);
        if (store != null && number != store.manifest()) {
            return FileRole.LEFTOVER;
        }
        return isMarker ? FileRole.MARKER : FileRole.MANIFEST;
    }

    private FileRole roleInLog(String name) {
        Matcher segment = SEGMENT.matcher(name);
        if (!segment.matches()) {
            return FileRole.FOREIGN;
        }
        boolean isNeeded = store == null || (name.endsWith("log") && number(segment) >= store.firstSegment());
        return isNeeded ? FileRole.LOG : FileRole.LEFTOVER;
    }

    private FileRole roleInTables(String name) {
        Matcher table = TABLE.matcher(name);
        if (!table.matches()) {
            return FileRole.FOREIGN;
        }
        long number = number(table);
        if (store == null || live.contains(number)) {
            return FileRole.TABLE;
        }
        return pinned.contains(number) ? FileRole.SNAPSHOT_TABLE : FileRole.LEFTOVER;
    }

    /// Twenty digits may be more than a long holds; that is no number of ours.
    private static long number(Matcher name) {
        try {
            return Long.parseLong(name.group(1));
        } catch (NumberFormatException tooLarge) {
            return 0;
        }
    }

    private static List<String> names(Directory folder) {
        List<String> names = new ArrayList<>();
        int result = folder.errno() != 0 ? -folder.errno() : folder.list(names);
        if (result != 0) {
            throw new StoreIoException("open", folder.path(), result);
        }
        Collections.sort(names);
        return names;
    }
}

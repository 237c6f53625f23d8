package io.varve.inspect;

import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.sstable.TableDump;
import io.varve.version.LiveTable;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestDump;
import io.varve.version.ManifestFound;
import io.varve.version.ManifestState;
import io.varve.version.NamedSnapshot;
import io.varve.wal.LogConfig;
import io.varve.wal.LogDump;
import io.varve.wal.SegmentReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks at the files of a store without opening it.
///
/// **Owner:** one thread at a time. Holds nothing between calls.
public final class Inspector {
    /// Of a log buffer that is never used; the smallest.
    private static final int BUFFER_BYTES = 8192;

    /// What a segment is expected to have; a larger one takes more memory.
    private static final long SEGMENT_BYTES = 1 << 20;

    private final Disk disk;
    private final Memory memory;
    private final String directory;
    private final MemoryAccount account;

    /// An inspector of a directory, by way of the seams; programs ask `StoreFiles`.
    @SuppressWarnings("exports") // only the root calls it, which has the seams
    public Inspector(Disk disk, Memory memory, String directory) {
        this.disk = disk;
        this.memory = memory;
        this.directory = directory;
        this.account = memory.budget().account("inspection");
    }

    /// What lies there. Reads the manifest, the log and the names and sizes of all else.
    ///
    /// @throws StoreException when there is no such directory, or it cannot be listed
    public StoreLayout layout() {
        try (Directory store = opened(disk.openDirectory(directory))) {
            List<String> problems = new ArrayList<>();
            ManifestFound manifest = manifest(store, problems);
            if (manifest == null) {
                List<FileFacts> files = new Listing(store, null, List.of(), List.of()).list();
                return new StoreLayout(directory, null, List.of(), List.of(), List.of(), files, problems);
            }
            StoreFacts facts = facts(manifest);
            List<TableFacts> tables = tables(manifest.state());
            List<SnapshotFacts> snapshots = snapshots(manifest.state());
            List<FileFacts> files = new Listing(store, facts, tables, snapshots).list();
            requireTables(manifest.state(), files, problems);
            List<SegmentFacts> log = log(store, manifest.state(), problems);
            return new StoreLayout(directory, facts, tables, log, snapshots, files, problems);
        }
    }

    /// Prints the current manifest, every field with its bytes and what they mean.
    ///
    /// @param lines takes it, line by line
    /// @throws StoreException when there is no store, or its manifest cannot be read
    public void printManifest(Consumer<String> lines) {
        try (Directory store = opened(disk.openDirectory(directory))) {
            ManifestConfig config = config(store);
            ManifestDump.print(config, Manifest.read(config).number(), lines);
        }
    }

    /// Prints a file of the log; likewise.
    public void printSegment(long number, Consumer<String> lines) {
        try (Directory store = opened(disk.openDirectory(directory));
                Directory wal = opened(store.openDirectory(Listing.LOG))) {
            LogConfig config = logConfig(Manifest.read(config(store)).state());
            LogDump.print(config, wal, memory, account, number, lines);
        }
    }

    /// Prints a table; likewise. Takes as much off-heap memory as the table is large.
    public void printTable(long number, Consumer<String> lines) {
        try (Directory store = opened(disk.openDirectory(directory));
                Directory tables = opened(store.openDirectory(Listing.TABLES))) {
            ManifestState state = Manifest.read(config(store)).state();
            TableDump.print(state.creation().store(), number, tables, memory, account, lines);
        }
    }

    private @Nullable ManifestFound manifest(Directory store, List<String> problems) {
        try {
            return Manifest.read(config(store));
        } catch (StoreException unreadable) {
            problems.add(unreadable.what());
            return null;
        }
    }

    private static StoreFacts facts(ManifestFound manifest) {
        ManifestState state = manifest.state();
        return new StoreFacts(
                state.creation().store().toString(),
                state.creation().formatVersion(),
                state.creation().createdMillis(),
                manifest.number(),
                manifest.iteration(),
                manifest.report().edits(),
                state.editNumber(),
                manifest.report().isTorn() ? manifest.report().tornSize() : 0,
                state.engineMillis(),
                state.epoch(),
                state.isCleanlyClosed(),
                state.snapshotId(),
                state.logFloor());
    }

    private static List<TableFacts> tables(ManifestState state) {
        List<TableFacts> tables = new ArrayList<>();
        for (LiveTable table : state.tables()) {
            TableSummary summary = table.summary();
            tables.add(new TableFacts(
                    table.number(),
                    table.level(),
                    table.rotation(),
                    summary.bytes(),
                    summary.entries(),
                    summary.tombstones(),
                    summary.rawBytes(),
                    summary.smallest().toString(),
                    summary.largest().toString(),
                    summary.firstSequence(),
                    summary.lastSequence(),
                    summary.engineMillis()));
        }
        return tables;
    }

    private static List<SnapshotFacts> snapshots(ManifestState state) {
        Set<Long> live = new HashSet<>();
        state.tables().forEach(table -> live.add(table.number()));
        List<SnapshotFacts> snapshots = new ArrayList<>();
        for (NamedSnapshot snapshot : state.snapshots()) {
            List<Long> numbers = new ArrayList<>();
            long bytes = 0;
            long kept = 0;
            for (LiveTable table : snapshot.tables()) {
                numbers.add(table.number());
                bytes += table.summary().bytes();
                kept += live.contains(table.number()) ? 0 : table.summary().bytes();
            }
            snapshots.add(new SnapshotFacts(snapshot.name(), snapshot.id(), snapshot.sequence(), numbers, bytes, kept));
        }
        return snapshots;
    }

    private static void requireTables(ManifestState state, List<FileFacts> files, List<String> problems) {
        Set<Long> missing = new HashSet<>(state.neededTables());
        for (FileFacts file : files) {
            if (file.role() == FileRole.TABLE || file.role() == FileRole.SNAPSHOT_TABLE) {
                String name = file.path().substring(Listing.TABLES.length() + 1);
                missing.remove(Long.parseLong(name.substring(0, name.indexOf('.'))));
            }
        }
        missing.forEach(number -> problems.add("table " + number + " is needed, and there is no file of it"));
    }

    private List<SegmentFacts> log(Directory store, ManifestState state, List<String> problems) {
        List<SegmentFacts> log = new ArrayList<>();
        try (Directory wal = opened(store.openDirectory(Listing.LOG))) {
            for (long number : Listing.segments(wal)) {
                segment(wal, state, number, log, problems);
            }
        } catch (StoreException unreadable) {
            problems.add(unreadable.what());
        }
        return log;
    }

    /// One that is gone meanwhile was given up by a writer.
    private void segment(
            Directory wal, ManifestState state, long number, List<SegmentFacts> log, List<String> problems) {
        try {
            SegmentReport found = SegmentReport.of(logConfig(state), wal, memory, account, number);
            log.add(new SegmentFacts(
                    number,
                    number >= state.logFloor(),
                    found.incarnation(),
                    found.epoch(),
                    found.bytes(),
                    found.usedBytes(),
                    found.groups(),
                    found.operations(),
                    found.firstSequence(),
                    found.lastSequence()));
        } catch (StoreException unreadable) {
            boolean isGone = unreadable instanceof StoreIoException refused && refused.errno() == Errno.ENOENT;
            if (!isGone) {
                problems.add(unreadable.what());
            }
        }
    }

    private ManifestConfig config(Directory store) {
        return new ManifestConfig(store, memory, account, ManifestConfig.DEFAULT_SIZE);
    }

    private static LogConfig logConfig(ManifestState state) {
        return LogConfig.buffered(state.creation().store(), 0, state.epoch(), SEGMENT_BYTES, BUFFER_BYTES);
    }

    private static Directory opened(Directory directory) {
        if (directory.errno() != 0) {
            throw new StoreIoException("open", directory.path(), directory.errno());
        }
        return directory;
    }
}

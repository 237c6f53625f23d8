package io.varve.recovery;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.sstable.Table;
import io.varve.sstable.TableStore;
import io.varve.version.LiveTable;
import io.varve.version.ManifestState;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Source;
import io.varve.view.Level0Table;
import io.varve.view.Run;
import io.varve.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The tables that the manifest names, opened: all of them, or none (P14).
///
/// **Owner:** the thread that opens the store, until they are part of a view that somebody owns.
public final class LiveTables implements AutoCloseable {
    private final List<LiveTable> live;
    private final List<Table> tables = new ArrayList<>();

    private LiveTables(List<LiveTable> live) {
        this.live = live;
    }

    /// No tables.
    public static LiveTables none() {
        return new LiveTables(List.of());
    }

    /// Opens them.
    ///
    /// @param path of the directory that they are in, for messages
    /// @throws CorruptionException naming every one that is missing or not what the manifest describes (row 33)
    /// @throws StoreException when none is damaged and the machine refuses one, or one is of a later version
    public static LiveTables open(List<LiveTable> live, TableStore store, String path) {
        LiveTables opened = new LiveTables(live);
        List<CorruptionException> damaged = new ArrayList<>();
        @Nullable StoreException refused = null;
        for (LiveTable table : live) {
            try {
                opened.tables.add(store.open(table.summary()));
            } catch (CorruptionException one) {
                damaged.add(one);
            } catch (StoreException one) {
                refused = refused == null ? one : refused;
            }
        }
        if (refused != null || !damaged.isEmpty()) {
            opened.close();
            throw refusal(path, live.size(), damaged, refused);
        }
        return opened;
    }

    /// Opens what can be opened, and puts something in the place of the rest that throws when it is read.
    ///
    /// @param findings is told of all that is damaged
    /// @param lost is told of those that cannot be read at all
    /// @throws StoreException when the machine refuses for reasons that lie with the machine
    public static LiveTables openDegraded(
            List<LiveTable> live, TableStore store, Consumer<StoreException> findings, Consumer<LiveTable> lost) {
        LiveTables opened = new LiveTables(live);
        boolean isDone = false;
        try {
            for (LiveTable table : live) {
                opened.tables.add(openDegraded(table, store, findings, lost));
            }
            isDone = true;
            return opened;
        } finally {
            if (!isDone) {
                opened.close();
            }
        }
    }

    private static Table openDegraded(
            LiveTable table, TableStore store, Consumer<StoreException> findings, Consumer<LiveTable> lost) {
        StoreException why;
        try {
            return store.openDamaged(table.summary(), findings);
        } catch (CorruptionException | FormatVersionException damaged) {
            why = damaged;
        } catch (StoreIoException refused) {
            if (!isOfTheFile(refused)) {
                throw refused;
            }
            why = refused;
        }
        findings.accept(why);
        lost.accept(table);
        return store.openLost(table.summary(), why);
    }

    /// Whether another try would end in the same way.
    private static boolean isOfTheFile(StoreIoException refused) {
        return switch (refused.errno()) {
            case Errno.EIO, Errno.EACCES, Errno.EPERM, Errno.ELOOP, Errno.EISDIR, Errno.ENXIO, Errno.ESTALE -> true;
            default -> false;
        };
    }

    /// What was found in files is told before what the machine refused: that may be right the next time, and is
    /// no damage (rows 73 and 74).
    private static StoreException refusal(
            String path, int count, List<CorruptionException> damaged, @Nullable StoreException refused) {
        if (refused != null && damaged.isEmpty()) {
            return refused;
        }
        CorruptionException told = damaged.size() == 1 ? damaged.getFirst() : all(path, count, damaged);
        if (refused != null) {
            told.addSuppressed(refused);
        }
        return told;
    }

    /// Removes files that look like tables of this store, and that no state of it needs: what crashes have left
    /// (row 38). Only numbers that were given out by an earlier opener.
    public static int sweep(TableStore store, ManifestState state) {
        Set<Long> needed = state.neededTables();
        int removed = 0;
        try {
            for (long orphan : store.orphans(number -> needed.contains(number) || number >= state.fileFloor())) {
                store.remove(orphan);
                removed++;
            }
        } catch (StoreException refused) {
            // They cost room, and nothing else: the next open tries again.
            return removed;
        }
        return removed;
    }

    /// What there is to read when a store begins.
    ///
    /// @param memtables what was replayed, oldest first; the last one takes the writes
    public View with(List<RecoveredMemTable> memtables) {
        List<Level0Source> level0 = new ArrayList<>();
        for (int i = memtables.size() - 2; i >= 0; i--) {
            RecoveredMemTable frozen = memtables.get(i);
            level0.add(new FrozenMemTable(
                    frozen.memtable(), frozen.rotation(), frozen.firstSegment(), frozen.lastSequence()));
        }
        Map<LiveRun, List<Table>> runs = new TreeMap<>();
        for (int i = 0; i < tables.size(); i++) {
            LiveTable place = live.get(i);
            if (place.level() == 0) {
                level0.add(new Level0Table(tables.get(i), place.rotation()));
            } else {
                runs.computeIfAbsent(new LiveRun(place.level(), place.rotation()), run -> new ArrayList<>())
                        .add(tables.get(i));
            }
        }
        List<Run> below = new ArrayList<>();
        runs.forEach((run, ofRun) -> below.add(new Run(run.level(), run.number(), ofRun)));
        RecoveredMemTable active = memtables.getLast();
        return View.first(active.memtable(), active.rotation(), active.firstSegment(), level0, below);
    }

    /// A run, in the order of a view.
    private record LiveRun(int level, long number) implements Comparable<LiveRun> {
        @Override
        public int compareTo(LiveRun other) {
            return level == other.level ? Long.compare(other.number, number) : Integer.compare(level, other.level);
        }
    }

    @Override
    public void close() {
        tables.forEach(Table::close);
    }

    private static CorruptionException all(String path, int count, List<CorruptionException> refused) {
        StringJoiner findings = new StringJoiner("; ");
        refused.forEach(one -> findings.add(one.what()));
        CorruptionException whole = new CorruptionException(
                path, 0, count + " tables as the manifest describes them", refused.size() + " bad: " + findings);
        refused.forEach(whole::addSuppressed);
        return whole;
    }
}

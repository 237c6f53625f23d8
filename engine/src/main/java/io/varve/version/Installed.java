package io.varve.version;

import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/// The tables that are alive, and the snapshots that have a name. Immutable.
///
/// **Invariant:** every list of tables is in the order of [TableOrder], and holds no file twice; a file has one
/// description, wherever it is named; ids of snapshots never go back.
///
/// @param snapshotId of the last install; 0 before the first
/// @param tables alive now
/// @param snapshots in the order in which they were named
public record Installed(long snapshotId, List<LiveTable> tables, List<NamedSnapshot> snapshots) implements Change {
    /// The most tables that current state and named snapshots may have together: a store of 64 MiB tables has a
    /// tebibyte then.
    public static final int MAX_TABLES = 16_384;

    /// The most named snapshots.
    public static final int MAX_SNAPSHOTS = 1024;

    /// The most bytes that all this may take in a manifest: a quarter of one then is 16 MiB (see [ManifestFile]).
    public static final int MAX_BYTES = 16 << 20;

    /// Before the first install.
    static final Installed NOTHING = new Installed(0, List.of(), List.of());

    /// Copies the lists.
    public Installed {
        tables = List.copyOf(tables);
        snapshots = List.copyOf(snapshots);
    }

    /// What there is after a change.
    ///
    /// @param floors after the edit
    /// @throws LimitException when it is too much
    /// @throws IllegalArgumentException when the change contradicts what there is
    Installed after(Change change, Floors floors) {
        Installed next = switch (change) {
            case Install install -> after(install);
            case DropSnapshot drop -> without(drop.name());
            case Installed whole -> startWith(whole);
        };
        next.requireSense(floors);
        next.requireLimits();
        return next;
    }

    /// All tables that somebody needs, by number: the current ones, and those of named snapshots.
    NavigableMap<Long, TableSummary> needed() {
        NavigableMap<Long, TableSummary> needed = new TreeMap<>();
        addNeeded(needed, tables);
        snapshots.forEach(snapshot -> addNeeded(needed, snapshot.tables()));
        return needed;
    }

    private Installed after(Install install) {
        if (install.parent() != snapshotId) {
            throw new IllegalArgumentException(
                    "install " + install.id() + " after " + install.parent() + ", where " + snapshotId + " is current");
        }
        Map<Long, LiveTable> alive = new LinkedHashMap<>();
        tables.forEach(table -> alive.put(table.number(), table));
        for (long number : install.removed()) {
            require(alive.remove(number) != null, "a table to be removed that is not there", number);
        }
        Map<Long, TableSummary> known = install.added().isEmpty() ? Map.of() : needed();
        for (LiveTable table : install.added()) {
            long number = table.number();
            require(alive.put(number, table) == null, "a table to be added that is there", number);
            TableSummary same = known.getOrDefault(number, table.summary());
            require(same.equals(table.summary()), "another table under the number of one that is needed", number);
        }
        List<LiveTable> sorted = TableOrder.sorted(alive.values());
        return new Installed(install.id(), sorted, named(install, sorted));
    }

    private List<NamedSnapshot> named(Install install, List<LiveTable> alive) {
        String name = install.name();
        if (name == null) {
            return snapshots;
        }
        List<NamedSnapshot> all = new ArrayList<>(snapshots);
        all.add(new NamedSnapshot(name, install.id(), install.sequence(), alive));
        return all;
    }

    private Installed without(String name) {
        List<NamedSnapshot> left = new ArrayList<>(snapshots);
        if (!left.removeIf(snapshot -> snapshot.name().equals(name))) {
            throw new IllegalArgumentException("no snapshot is called " + name);
        }
        return new Installed(snapshotId, tables, left);
    }

    /// All at once, in the first edit of a manifest.
    private Installed startWith(Installed whole) {
        require(this.equals(NOTHING), "all tables behind install", snapshotId);
        return whole;
    }

    private void requireSense(Floors floors) {
        require(snapshotId >= 0 && snapshotId < Floors.LIMIT, "id of a snapshot", snapshotId);
        requireSense(tables, floors);
        Set<String> names = new HashSet<>();
        long lastId = 1;
        for (NamedSnapshot snapshot : snapshots) {
            if (!names.add(snapshot.name())) {
                throw new IllegalArgumentException("a second snapshot called " + snapshot.name());
            }
            require(snapshot.id() >= lastId && snapshot.id() <= snapshotId, "id of a snapshot", snapshot.id());
            require(
                    snapshot.sequence() < floors.get(Floor.SEQUENCE),
                    "a snapshot of operations that were never given out",
                    snapshot.sequence());
            lastId = snapshot.id();
            requireSense(snapshot.tables(), floors);
        }
    }

    private static void requireSense(List<LiveTable> tables, Floors floors) {
        TableOrder.require(tables);
        for (LiveTable table : tables) {
            TableSummary summary = table.summary();
            require(summary.number() < floors.get(Floor.FILE), "a table at or above the file floor", summary.number());
            require(
                    table.rotation() < floors.get(Floor.ROTATION),
                    "a rotation at or above its floor, of table " + summary.number(),
                    table.rotation());
            require(
                    summary.lastSequence() < floors.get(Floor.SEQUENCE),
                    "a sequence number at or above its floor, in table " + summary.number(),
                    summary.lastSequence());
        }
    }

    private void requireLimits() {
        LimitException.require(snapshots.size(), "named snapshots", MAX_SNAPSHOTS);
        Map<Long, TableSummary> needed = needed();
        LimitException.require(needed.size(), "tables", MAX_TABLES);
        LimitException.require(TableFields.bytesOf(this, needed.values()), "bytes of tables and snapshots", MAX_BYTES);
    }

    private static void addNeeded(Map<Long, TableSummary> needed, List<LiveTable> tables) {
        for (LiveTable table : tables) {
            TableSummary other = needed.putIfAbsent(table.number(), table.summary());
            require(other == null || other.equals(table.summary()), "two descriptions of one table", table.number());
        }
    }

    private static void require(boolean isRight, String what, long number) {
        if (!isRight) {
            throw new IllegalArgumentException(what + ": " + number);
        }
    }
}

package io.varve.version;

import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tables that are alive, and the snapshots that have a name. Immutable.
///
/// **Invariant:** every list of tables is in the order of [TableOrder], and holds no file twice; a file has one
/// description, wherever it is named; ids of snapshots never go back (I-39).
public final class Installed implements Change {
    /// The most tables that current state and named snapshots may have together: a store of 64 MiB tables has a
    /// tebibyte then.
    public static final int MAX_TABLES = 16_384;

    /// The most named snapshots.
    public static final int MAX_SNAPSHOTS = 1024;

    /// The most bytes that all this may take in a manifest, of which it is a quarter (see [ManifestFile]).
    public static final int MAX_BYTES = 16 << 20;

    /// Before the first install.
    static final Installed NOTHING = new Installed(0, List.of(), List.of());

    private final long snapshotId;
    private final List<LiveTable> tables;
    private final List<NamedSnapshot> snapshots;

    /// What named snapshots need, by number: asked for at every install, and there may be many of them.
    private final Map<Long, TableSummary> pinned;

    /// @param snapshotId of the last install; 0 before the first
    /// @param tables alive now
    /// @param snapshots in the order in which they were named
    Installed(long snapshotId, List<LiveTable> tables, List<NamedSnapshot> snapshots) {
        this(snapshotId, tables, snapshots, pinned(snapshots));
    }

    private Installed(
            long snapshotId, List<LiveTable> tables, List<NamedSnapshot> snapshots, Map<Long, TableSummary> pinned) {
        this.snapshotId = snapshotId;
        this.tables = List.copyOf(tables);
        this.snapshots = List.copyOf(snapshots);
        this.pinned = pinned;
    }

    long snapshotId() {
        return snapshotId;
    }

    List<LiveTable> tables() {
        return tables;
    }

    List<NamedSnapshot> snapshots() {
        return snapshots;
    }

    /// What there is after a change.
    ///
    /// @param floors after the edit
    /// @throws LimitException when it is too much
    /// @throws IllegalArgumentException when the change contradicts what there is
    Installed after(@Nullable Change change, Floors floors) {
        if (change == null) {
            return this;
        }
        Installed next = switch (change) {
            case Install install -> after(install, floors);
            case DropSnapshot drop -> without(drop.name());
            case Installed whole -> startWith(whole, floors);
        };
        next.requireLimits();
        return next;
    }

    /// All tables that somebody needs, by number: the current ones, and those of named snapshots.
    NavigableMap<Long, TableSummary> needed() {
        NavigableMap<Long, TableSummary> needed = new TreeMap<>(pinned);
        addNeeded(needed, tables);
        return needed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Installed installed
                && snapshotId == installed.snapshotId
                && tables.equals(installed.tables)
                && snapshots.equals(installed.snapshots);
    }

    @Override
    public int hashCode() {
        return Objects.hash(snapshotId, tables, snapshots);
    }

    @Override
    public String toString() {
        return "install " + snapshotId + ": " + tables + ", snapshots " + snapshots;
    }

    private Installed after(Install install, Floors floors) {
        if (install.parent() != snapshotId) {
            throw new IllegalArgumentException(
                    "install " + install.id() + " after " + install.parent() + ", where " + snapshotId + " is current");
        }
        List<LiveTable> alive = alive(install);
        requireSense(alive, floors);
        String name = install.name();
        return name == null
                ? new Installed(install.id(), alive, snapshots, pinned)
                : named(new NamedSnapshot(name, install.id(), install.sequence(), alive), floors);
    }

    private List<LiveTable> alive(Install install) {
        Map<Long, LiveTable> alive = new LinkedHashMap<>();
        tables.forEach(table -> alive.put(table.number(), table));
        Map<Long, TableSummary> removed = new HashMap<>();
        for (long number : install.removed()) {
            LiveTable table = alive.remove(number);
            if (table == null) {
                throw new IllegalArgumentException("a table to be removed that is not there: " + number);
            }
            removed.put(number, table.summary());
        }
        for (LiveTable table : install.added()) {
            require(alive.put(table.number(), table) == null, "a table to be added that is there", table.number());
            requireSame(removed, table);
            requireSame(pinned, table);
        }
        return TableOrder.sorted(alive.values());
    }

    private Installed named(NamedSnapshot snapshot, Floors floors) {
        for (NamedSnapshot other : snapshots) {
            requireFreeName(!other.name().equals(snapshot.name()), snapshot);
        }
        requireGivenOut(snapshot, floors);
        List<NamedSnapshot> all = new ArrayList<>(snapshots);
        all.add(snapshot);
        return new Installed(snapshot.id(), snapshot.tables(), all);
    }

    private Installed without(String name) {
        List<NamedSnapshot> left = new ArrayList<>(snapshots);
        if (!left.removeIf(snapshot -> snapshot.name().equals(name))) {
            throw new IllegalArgumentException("no snapshot is called " + name);
        }
        return new Installed(snapshotId, tables, left);
    }

    /// All at once, in the first edit of a manifest.
    private Installed startWith(Installed whole, Floors floors) {
        require(equals(NOTHING), "all tables behind install", snapshotId);
        require(whole.snapshotId >= 0 && whole.snapshotId < Floors.LIMIT, "id of a snapshot", whole.snapshotId);
        requireSense(whole.tables, floors);
        Set<String> names = new HashSet<>();
        long lastId = 1;
        for (NamedSnapshot snapshot : whole.snapshots) {
            requireFreeName(names.add(snapshot.name()), snapshot);
            boolean isInOrder = snapshot.id() >= lastId && snapshot.id() <= whole.snapshotId;
            require(isInOrder, "id of a snapshot", snapshot.id());
            requireGivenOut(snapshot, floors);
            requireSense(snapshot.tables(), floors);
            lastId = snapshot.id();
        }
        return whole;
    }

    private static void requireSense(List<LiveTable> tables, Floors floors) {
        TableOrder.require(tables);
        for (LiveTable table : tables) {
            TableSummary summary = table.summary();
            require(summary.number() < floors.get(Floor.FILE), "a table at or above the file floor", summary.number());
            require(
                    table.rotation() < (table.level() == 0 ? floors.get(Floor.ROTATION) : Floors.LIMIT),
                    "a rotation at or above its floor, of table " + summary.number(),
                    table.rotation());
            require(
                    summary.lastSequence() < floors.get(Floor.SEQUENCE),
                    "a sequence number at or above its floor, in table " + summary.number(),
                    summary.lastSequence());
        }
    }

    private static void requireGivenOut(NamedSnapshot snapshot, Floors floors) {
        boolean isGivenOut = snapshot.sequence() < floors.get(Floor.SEQUENCE);
        require(isGivenOut, "a snapshot of operations that were never given out", snapshot.sequence());
    }

    private void requireLimits() {
        LimitException.require(snapshots.size(), "named snapshots", MAX_SNAPSHOTS);
        Map<Long, TableSummary> needed = needed();
        LimitException.require(needed.size(), "tables", MAX_TABLES);
        LimitException.require(TableFields.bytesOf(this, needed.values()), "bytes of tables and snapshots", MAX_BYTES);
    }

    private static Map<Long, TableSummary> pinned(List<NamedSnapshot> snapshots) {
        Map<Long, TableSummary> pinned = new TreeMap<>();
        snapshots.forEach(snapshot -> addNeeded(pinned, snapshot.tables()));
        return pinned;
    }

    private static void addNeeded(Map<Long, TableSummary> needed, List<LiveTable> tables) {
        for (LiveTable table : tables) {
            TableSummary other = needed.putIfAbsent(table.number(), table.summary());
            require(other == null || other.equals(table.summary()), "two descriptions of one table", table.number());
        }
    }

    /// A number belongs to one file for ever.
    private static void requireSame(Map<Long, TableSummary> known, LiveTable table) {
        TableSummary same = known.getOrDefault(table.number(), table.summary());
        require(same.equals(table.summary()), "another table under the number of one that is needed", table.number());
    }

    private static void requireFreeName(boolean isFree, NamedSnapshot snapshot) {
        if (!isFree) {
            throw new IllegalArgumentException("a second snapshot called " + snapshot.name());
        }
    }

    private static void require(boolean isRight, String what, long number) {
        if (!isRight) {
            throw new IllegalArgumentException(what + ": " + number);
        }
    }
}

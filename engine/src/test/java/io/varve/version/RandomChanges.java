package io.varve.version;

import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random changes of tables and snapshots that fit a state: flushes, some of them out of order, merges into runs,
/// moves, names, drops.
final class RandomChanges {
    private static final int MOST_TABLES = 8;
    private static final int MOST_SNAPSHOTS = 3;

    private final SplittableRandom random;

    RandomChanges(SplittableRandom random) {
        this.random = random;
    }

    /// An edit that also has a change, or none. Gives out the file number below the floor that the edit sets.
    ManifestEdit next(ManifestEdit edit, ManifestState state) {
        int kind = random.nextInt(8);
        if (kind == 0 && !state.snapshots().isEmpty()) {
            List<NamedSnapshot> named = state.snapshots();
            return edit.dropSnapshot(named.get(random.nextInt(named.size())).name());
        }
        if (kind < 4) {
            return edit;
        }
        Install install = kind == 4 ? merged(edit, state) : flushed(edit, state);
        if (random.nextInt(4) == 0 && state.snapshots().size() < MOST_SNAPSHOTS) {
            install = install.named("at " + install.id() + "π".repeat(random.nextInt(20)), random.nextLong(1, 10_000));
        }
        return edit.withRotationFloor(state.rotationFloor() + 2).withInstall(install);
    }

    private Install flushed(ManifestEdit edit, ManifestState state) {
        if (state.tables().size() >= MOST_TABLES || random.nextInt(8) == 0) {
            return Install.after(state);
        }
        long rotation = state.rotationFloor() + random.nextInt(2);
        String from = "k" + random.nextInt(100);
        TableSummary table =
                Tables.table(edit.floors().get(Floor.FILE) - 1, from, from + "z", random.nextLong(1, 10_000));
        return Install.after(state).adding(LiveTable.flushed(table, rotation));
    }

    /// All of level 0 and of one run become one table of that run; or a table moves down.
    private Install merged(ManifestEdit edit, ManifestState state) {
        List<LiveTable> tables = new ArrayList<>(state.tables());
        Install install = Install.after(state);
        if (tables.isEmpty()) {
            return install;
        }
        if (random.nextBoolean()) {
            LiveTable moved = tables.get(random.nextInt(tables.size()));
            int level = 1 + tables.getLast().level();
            return level > LiveTable.MAX_LEVEL
                    ? install
                    : install.removing(moved.number()).adding(LiveTable.ofRun(moved.summary(), level, 0));
        }
        for (LiveTable table : tables) {
            install = install.removing(table.number());
        }
        return install.adding(LiveTable.ofRun(
                Tables.table(edit.floors().get(Floor.FILE) - 1, "k", "l", random.nextLong(1, 10_000)), 1, 0));
    }
}

package io.varve.view;

import io.varve.memtable.MemTable;
import io.varve.sstable.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Everything there is to read, at one moment: immutable, replaced as a whole (I-26).
///
/// From new to old: the memtable that takes the writes; the level-0 sources, one list of frozen memtables
/// and tables in the order of their rotations, so that a newer table never hides behind an older memtable
/// (D-16); the sorted runs of the levels below, the upper one newer, and of a level the one with the higher number.
///
/// Each view has a generation, one more than that of the view that it replaced. A place in the list is
/// looked for by what stands there, never by its index (W-B6).
///
/// **Owner:** [CurrentView] makes them; everybody reads. What it refers to lives as long as somebody has a
/// pin or a hold that reaches back to it, and no longer ([Calls]).
public final class View {
    private final long generation;
    private final MemTable active;
    private final long activeRotation;
    private final long activeFirstSegment;
    private final Level0Source[] level0;
    private final Run[] runs;
    private final Holds holds;

    private View(
            @Nullable View replaced,
            MemTable active,
            long activeRotation,
            long activeFirstSegment,
            Level0Source[] level0,
            Run[] runs) {
        this.generation = replaced == null ? 1 : replaced.generation + 1;
        this.active = active;
        this.activeRotation = activeRotation;
        this.activeFirstSegment = activeFirstSegment;
        this.level0 = level0;
        this.runs = runs;
        this.holds = new Holds(this, replaced == null ? null : replaced.holds);
        assert isDescending(activeRotation, level0) : activeRotation + " before " + Arrays.toString(level0);
    }

    /// What an open begins with.
    ///
    /// @param rotation number that the active memtable gets when it is frozen
    /// @param firstSegment the first segment of the log that holds any of it
    /// @param level0 newest first
    /// @param runs by level, the uppermost first; of a level the newest first
    public static View first(
            MemTable active, long rotation, long firstSegment, List<Level0Source> level0, List<Run> runs) {
        return new View(
                null, active, rotation, firstSegment, level0.toArray(new Level0Source[0]), runs.toArray(new Run[0]));
    }

    /// The memtable that takes the writes.
    public MemTable active() {
        return active;
    }

    /// The rotation number that the active memtable will have.
    public long activeRotation() {
        return activeRotation;
    }

    /// The first segment of the log that holds any of the active memtable.
    public long activeFirstSegment() {
        return activeFirstSegment;
    }

    /// How many level-0 sources there are.
    public int level0Count() {
        return level0.length;
    }

    /// One of them; 0 is the newest.
    public Level0Source level0(int index) {
        return level0[index];
    }

    /// How many sorted runs there are below level 0.
    public int runCount() {
        return runs.length;
    }

    /// One of them; 0 is the newest.
    public Run run(int index) {
        return runs[index];
    }

    /// The frozen memtables, oldest first: in the order in which they are to be installed.
    public List<FrozenMemTable> frozen() {
        List<FrozenMemTable> frozen = new ArrayList<>();
        for (int i = level0.length - 1; i >= 0; i--) {
            if (level0[i] instanceof FrozenMemTable memTable) {
                frozen.add(memTable);
            }
        }
        return frozen;
    }

    /// All tables, the newest first.
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        for (Level0Source source : level0) {
            if (source instanceof Level0Table table) {
                tables.add(table.table());
            }
        }
        for (Run run : runs) {
            tables.addAll(run.tables());
        }
        return tables;
    }

    /// Its number: 1 for that of an open.
    public long generation() {
        return generation;
    }

    /// Whether a memtable or a table is part of it.
    public boolean uses(Object source) {
        boolean isUsed = active == source;
        for (int i = 0; i < level0.length && !isUsed; i++) {
            isUsed = switch (level0[i]) {
                case FrozenMemTable frozen -> frozen.table() == source;
                case Level0Table table -> table.table() == source;
            };
        }
        for (int i = 0; i < runs.length && !isUsed; i++) {
            isUsed = runs[i].uses(source);
        }
        return isUsed;
    }

    /// Keeps what it refers to. Called with a pin of [Calls] under which this view was loaded.
    public Hold hold() {
        return new Hold(this);
    }

    Holds holds() {
        return holds;
    }

    /// With a fresh memtable in front of what was the active one.
    View rotated(MemTable fresh, long firstSegment) {
        Level0Source[] grown = new Level0Source[level0.length + 1];
        grown[0] = new FrozenMemTable(active, activeRotation, activeFirstSegment, active.lastSequence());
        System.arraycopy(level0, 0, grown, 1, level0.length);
        return new View(this, fresh, activeRotation + 1, firstSegment, grown, runs);
    }

    /// With a frozen memtable's tables in its place: none, when nothing of it was worth keeping (I-26).
    View installed(MemTable flushed, List<Table> tables) {
        List<Level0Source> sources = new ArrayList<>(level0.length + tables.size());
        boolean isFound = false;
        for (Level0Source source : level0) {
            if (source instanceof FrozenMemTable frozen && frozen.table() == flushed) {
                isFound = true;
                tables.forEach(table -> sources.add(new Level0Table(table, frozen.rotation())));
            } else {
                sources.add(source);
            }
        }
        if (!isFound) {
            throw new IllegalStateException("a memtable is installed that is not frozen in the view");
        }
        return withLevels(sources.toArray(new Level0Source[0]), runs);
    }

    /// With the result of a merge in place of what went into it: the tables of its run that took no part stay in it.
    ///
    /// @param inputs of level 0 the oldest only, memtables included: what is newer stays in front (D-16)
    /// @param level at least 1
    /// @param number of the run that the outputs belong to
    View merged(List<Table> inputs, int level, long number, List<Table> outputs) {
        Predicate<Object> isInput = table -> contains(inputs, table);
        int found = 0;
        List<Level0Source> sources = new ArrayList<>();
        for (Level0Source source : level0) {
            if (source instanceof Level0Table table && isInput.test(table.table())) {
                found++;
            } else if (found > 0) {
                throw new IllegalStateException(source + " would stand before a newer one that is merged (D-16)");
            } else {
                sources.add(source);
            }
        }
        List<Run> levels = new ArrayList<>();
        List<Table> ascending = new ArrayList<>(outputs);
        for (Run run : runs) {
            List<Table> kept = new ArrayList<>(run.tables());
            kept.removeIf(isInput);
            found += run.tables().size() - kept.size();
            if (run.level() == level && run.number() == number) {
                ascending.addAll(kept);
            } else if (!kept.isEmpty()) {
                levels.add(new Run(run.level(), run.number(), kept));
            }
        }
        if (found != inputs.size()) {
            throw new IllegalStateException(found + " of " + inputs.size() + " merged tables are in the view");
        }
        if (!ascending.isEmpty()) {
            levels.add(new Run(level, number, ascending));
        }
        levels.sort(Comparator.comparingInt(Run::level)
                .thenComparing(Comparator.comparingLong(Run::number).reversed()));
        return withLevels(sources.toArray(new Level0Source[0]), levels.toArray(new Run[0]));
    }

    private View withLevels(Level0Source[] newLevel0, Run[] newRuns) {
        return new View(this, active, activeRotation, activeFirstSegment, newLevel0, newRuns);
    }

    /// By identity: tables have no other.
    private static boolean contains(List<Table> tables, Object sought) {
        for (Table table : tables) {
            if (table == sought) {
                return true;
            }
        }
        return false;
    }

    /// The tables of one rotation have no keys in common, and so no order.
    private static boolean isDescending(long above, Level0Source[] sources) {
        long last = above;
        for (Level0Source source : sources) {
            if (source.rotation() > last || (source instanceof FrozenMemTable && source.rotation() == last)) {
                return false;
            }
            last = source.rotation();
        }
        return true;
    }

    @Override
    public String toString() {
        return "view " + generation + ": " + level0.length + " level-0 sources, " + runs.length + " runs";
    }
}

package io.varve.compaction;

import io.varve.compaction.Pick.Kind;
import io.varve.compaction.Pick.Reason;
import io.varve.format.Expiry;
import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides what is merged next. Pure: the same shape gives the same answer.
///
/// Lazy leveling: what comes out of level 0, or of a level that is full, becomes a run of its own in the level below,
/// which may have several; only the bottom is one run, into which everything is merged. With one run per level this is
/// leveling.
///
/// **Promises:** what is picked has no table in common with what runs, and nothing that comes of it could share a key
/// with what comes of that in the same run (I-75). What is picked goes below nothing that is older (D-16, I-76). When
/// all that is picked is done, one after the other, nothing is picked any more (I-77), neither by [#next] nor then by
/// [#settle] (I-87).
public final class Picker {
    private static final int MOST_OF_LEVEL_0 = 64;

    private final CompactionConfig config;
    private final Slices slices;

    /// Decides by these numbers.
    public Picker(CompactionConfig config) {
        this.config = config;
        this.slices = new Slices(config);
    }

    /// The next job; null when the tree is as it should be, or what is to be done waits for what runs.
    public @Nullable Pick next(Shape shape) {
        if (!config.isEnabled()) {
            return null;
        }
        Targets targets = Targets.of(config, shape);
        Pick pick = expired(shape);
        pick = pick == null ? tombstones(shape, targets) : pick;
        pick = pick == null ? bySize(shape, targets) : pick;
        return pick == null ? worn(shape) : pick;
    }

    /// How level 0 goes down, whether it is due or not; null when it is empty, or waits for what runs.
    public @Nullable Pick ofLevel0(Shape shape) {
        return shape.level(0).isEmpty() ? null : down(shape, Targets.of(config, shape), 0, Reason.LEVEL_0);
    }

    /// How level 0 goes down, if it is due; null when it is not, or waits for what runs.
    public @Nullable Pick ofLevel0IfDue(Shape shape) {
        boolean isDue = config.isEnabled() && !shape.level(0).isEmpty() && Targets.isLevel0Due(config, shape);
        return isDue ? ofLevel0(shape) : null;
    }

    /// Whether a tree that is as it should be while it is written to wastes space for a store that is not.
    public boolean isLoose(Shape shape) {
        if (!config.isEnabled()) {
            return false;
        }
        if (isWornAboveBottom(shape)) {
            return true;
        }
        if (shape.runs().size() < 2) {
            return false;
        }
        long all = SortedRun.bytes(tablesOf(shape.runs()));
        long bottom = shape.bytes(Shape.BOTTOM);
        return 100.0 * (all - bottom) > (double) CompactionConfig.LOOSE_PERCENT * bottom;
    }

    /// The next job of a store that is not written to, when [#next] has none: it goes on until hardly anything is above
    /// the bottom. Null when that is so, or waits for what runs.
    public @Nullable Pick settle(Shape shape) {
        if (!isLoose(shape)) {
            return null;
        }
        Pick all = Asked.ALL.pick(shape);
        if (all != null && all.bytes() <= config.jobBytes()) {
            boolean isFree = shape.running().isEmpty() && shape.taken().isEmpty();
            return isFree ? all.because(Reason.SPACE) : null;
        }
        Targets targets = Targets.of(config, shape);
        for (int level = 0; level < Shape.BOTTOM; level++) {
            if (!shape.level(level).isEmpty()) {
                return down(shape, targets, level, Reason.SPACE);
            }
        }
        return null;
    }

    /// A table below level 0 of which nothing is worth anything: all has expired, for everybody who reads, and it hides
    /// nothing.
    private static @Nullable Pick expired(Shape shape) {
        for (SortedRun run : shape.runs()) {
            for (TableSummary table : run.tables()) {
                boolean isOver = run.level() > 0 && Expiry.isOver(table.lastExpiry(), shape.purgeMillis());
                if (isOver && !shape.isTaken(table) && !shape.isAnythingOlder(run, table)) {
                    return Pick.of(Kind.DROP, Reason.EXPIRY, List.of(table), run.level(), run.number());
                }
            }
        }
        return null;
    }

    /// From the top: what comes down meets the tombstones of the next level. At the bottom a table is written anew
    /// when that gets rid of all its tombstones.
    private @Nullable Pick tombstones(Shape shape, Targets targets) {
        for (int level = 0; level < Shape.BOTTOM; level++) {
            if (isMostlyDeleted(tablesOf(shape.level(level)))) {
                Pick pick = down(shape, targets, level, Reason.TOMBSTONES);
                if (pick != null) {
                    return pick;
                }
            }
        }
        return alone(shape, Reason.TOMBSTONES, table -> isMostlyDeleted(List.of(table)));
    }

    /// At the bottom a table is written anew when much of it has expired: nothing may ever come down to it. Last
    /// of all, for nobody waits for it. What has expired above the bottom waits for what comes down with it, or
    /// for the store to settle.
    private @Nullable Pick worn(Shape shape) {
        return alone(shape, Reason.EXPIRY, table -> isWorn(shape, table));
    }

    private static boolean isWornAboveBottom(Shape shape) {
        for (SortedRun run : shape.runs()) {
            for (TableSummary table : run.tables()) {
                boolean isSeen = table.lastSequence() > shape.oldestSnapshot();
                if (run.level() < Shape.BOTTOM && !isSeen && isWorn(shape, table)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isWorn(Shape shape, TableSummary table) {
        return Expiry.isOver(table.thirdExpiry(), shape.purgeMillis());
    }

    /// One table of the bottom, into itself.
    private @Nullable Pick alone(Shape shape, Reason reason, Predicate<TableSummary> isWanted) {
        for (SortedRun run : shape.level(Shape.BOTTOM)) {
            for (TableSummary table : run.tables()) {
                boolean isSeen = table.lastSequence() > shape.oldestSnapshot();
                if (!isSeen && isWanted.test(table) && !shape.isAnythingOlder(run, table)) {
                    List<TableSummary> inputs = List.of(table);
                    Pick pick = Pick.of(Kind.MERGE, reason, inputs, run.level(), run.number());
                    if (isFree(shape, inputs, pick)) {
                        return pick;
                    }
                }
            }
        }
        return null;
    }

    private boolean isMostlyDeleted(List<TableSummary> tables) {
        long entries = 0;
        long tombstones = 0;
        for (TableSummary table : tables) {
            entries += table.entries();
            tombstones += table.tombstones();
        }
        return tombstones > 0 && 100.0 * tombstones >= (double) config.tombstonePercent() * entries;
    }

    private @Nullable Pick bySize(Shape shape, Targets targets) {
        List<Due> due = new ArrayList<>();
        for (int level = 0; level <= Shape.BOTTOM; level++) {
            addDue(shape, targets, level, due);
        }
        due.sort(Comparator.comparingDouble(Due::score).reversed());
        for (Due one : due) {
            Pick pick = one.reason() == Reason.RUNS
                    ? fold(shape, targets, one.level())
                    : down(shape, targets, one.level(), one.reason());
            if (pick != null) {
                return pick;
            }
        }
        return null;
    }

    /// A level that asks for something, and how much.
    private record Due(int level, double score, Reason reason) {}

    private void addDue(Shape shape, Targets targets, int level, List<Due> due) {
        List<SortedRun> runs = shape.level(level);
        if (runs.isEmpty()) {
            return;
        }
        if (level == 0) {
            if (Targets.isLevel0Due(config, shape)) {
                due.add(new Due(0, (double) runs.size() / config.level0Limit(), Reason.LEVEL_0));
            }
            return;
        }
        long target = targets.bytes(level);
        if (level < targets.base()) {
            due.add(new Due(level, Double.MAX_VALUE, Reason.SIZE));
        } else if (shape.bytes(level) > target) {
            due.add(new Due(level, (double) shape.bytes(level) / target, Reason.SIZE));
        }
        int most = targets.runs(config, level);
        if (runs.size() > most) {
            due.add(new Due(level, (double) runs.size() / most, Reason.RUNS));
        }
    }

    /// Of a level, or a part of it, to the one below.
    private @Nullable Pick down(Shape shape, Targets targets, int level, Reason reason) {
        List<SortedRun> source = level == 0 ? oldest(shape.level(0)) : shape.level(level);
        int target = targets.below(shape, level);
        if (targets.runs(config, target) > 1) {
            return whole(shape, source, List.of(), target, Pick.NEW_RUN, reason);
        }
        List<SortedRun> there = shape.level(target);
        if (there.size() > 1) {
            return fold(shape, targets, target);
        }
        long run = there.isEmpty() ? Pick.NEW_RUN : there.getFirst().number();
        List<TableSummary> all = tablesOf(source);
        List<TableSummary> met = overlapped(there, all);
        boolean isTooMuch = SortedRun.bytes(all) + SortedRun.bytes(met) > config.jobBytes();
        if (level > 0 && (isTooMuch || targets.runs(config, level) == 1)) {
            SortedRun oldest = source.getLast();
            boolean isInOne = source.size() == 1 || oldest.bytes() > 2 * (SortedRun.bytes(all) / config.ratio());
            return isInOne
                    ? slices.next(shape, oldest, there, target, run, reason)
                    : whole(shape, source, List.of(), level, oldestNumber(source), reason);
        }
        return whole(shape, source, met, target, run, reason);
    }

    /// Of level 0 so many that a merge of them has memory for a window of each; those above may stay (D-16).
    private static List<SortedRun> oldest(List<SortedRun> level0) {
        return level0.subList(Math.max(0, level0.size() - MOST_OF_LEVEL_0), level0.size());
    }

    /// All of a level.
    ///
    /// @param met tables of the target that go with it
    private @Nullable Pick whole(
            Shape shape, List<SortedRun> source, List<TableSummary> met, int target, long run, Reason reason) {
        List<TableSummary> inputs = new ArrayList<>(tablesOf(source));
        inputs.addAll(met);
        boolean isRun = source.size() == 1 && source.getFirst().level() > 0;
        boolean isMove = isRun ? met.isEmpty() : isMovable(inputs);
        Pick pick = Pick.of(isMove ? Kind.MOVE : Kind.MERGE, reason, inputs, target, run);
        return isFree(shape, inputs, pick) ? pick : null;
    }

    /// Of a level that has too many runs, those neighbours that are the least work, into one.
    private @Nullable Pick fold(Shape shape, Targets targets, int level) {
        List<SortedRun> runs = shape.level(level);
        int count = runs.size() - targets.runs(config, level) + 1;
        Pick best = null;
        for (int i = 0; i + count <= runs.size(); i++) {
            List<SortedRun> window = runs.subList(i, i + count);
            List<TableSummary> inputs = tablesOf(window);
            Kind kind = isDisjoint(inputs) ? Kind.MOVE : Kind.MERGE;
            Pick pick =
                    Pick.of(kind, Reason.RUNS, inputs, level, window.getFirst().number());
            if (isFree(shape, inputs, pick) && (best == null || pick.bytes() < best.bytes())) {
                best = pick;
            }
        }
        return best;
    }

    /// Whether tables may stand in one run as they are: they share no key, and are not so small that together they
    /// are better one.
    private boolean isMovable(List<TableSummary> tables) {
        boolean isSmall = SortedRun.bytes(tables) < tables.size() * (config.tableBytes() / config.ratio());
        return !isSmall && isDisjoint(tables);
    }

    private static boolean isDisjoint(List<TableSummary> tables) {
        List<TableSummary> sorted = new ArrayList<>(tables);
        sorted.sort(Comparator.comparing(TableSummary::smallest));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i - 1).largest().compareTo(sorted.get(i).smallest()) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static List<TableSummary> overlapped(List<SortedRun> there, List<TableSummary> by) {
        return there.isEmpty() || by.isEmpty()
                ? List.of()
                : there.getFirst().overlapping(SortedRun.smallest(by), SortedRun.largest(by));
    }

    private static long oldestNumber(List<SortedRun> runs) {
        return runs.getLast().number();
    }

    static boolean isFree(Shape shape, List<TableSummary> inputs, Pick pick) {
        if (shape.isAnyTaken(inputs)) {
            return false;
        }
        for (Pick other : shape.running()) {
            if (pick.meets(other)) {
                return false;
            }
        }
        return true;
    }

    private static List<TableSummary> tablesOf(List<SortedRun> runs) {
        List<TableSummary> tables = new ArrayList<>();
        for (SortedRun run : runs) {
            tables.addAll(run.tables());
        }
        return tables;
    }
}

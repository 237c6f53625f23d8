package io.varve.nativeio.sim;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// The disks that a crash at this moment could leave. Each is a disk of its own, that can be opened,
/// written, and crashed again.
///
/// **Requires:** the disk it was made from is not used between making this and the last image.
public final class CrashImages {
    /// With at most so many pending units all combinations are tried.
    private static final int EXHAUSTIVE_UNITS = 12;

    private static final int EXHAUSTIVE_IMAGES = 1 << EXHAUSTIVE_UNITS;
    private static final double[] SURVIVAL_CHANCES = {0, 0.1, 0.5, 0.9, 1};

    private final SimDisk disk;
    private final List<PendingUnit> units;
    private final DataFirst dataFirst;
    private final SplittableRandom random;

    /// The crashes of a disk as it is now.
    public CrashImages(SimDisk disk, SplittableRandom random) {
        disk.adoptStores();
        this.disk = disk;
        this.units = disk.pendingUnits();
        this.dataFirst = new DataFirst(disk.profile().writesDataFirst() ? units : List.of());
        this.random = random;
    }

    /// How many things are not durable.
    public int units() {
        return units.size();
    }

    /// After `kill -9`: the kernel lives, and with it the page cache and all that is pending.
    public SimDisk killed() {
        return new ProcessKill(disk, random.nextLong()).build();
    }

    /// After a power cut that lost everything it could.
    public SimDisk allLost() {
        return build(new int[units.size()]);
    }

    /// After a power cut that lost nothing.
    public SimDisk allKept() {
        int[] fates = new int[units.size()];
        Arrays.fill(fates, Fates.KEPT);
        return build(fates);
    }

    /// After a power cut with random survivors; how many survive is random as well.
    public SimDisk random() {
        return build(randomFates());
    }

    /// Tries power cuts: all combinations of survivors when there are at most `limit` of them and few
    /// units; else the structured ones first (as many as fit in half the limit) and random ones after.
    ///
    /// @return how many images were tried
    public int explore(int limit, Consumer<SimDisk> check) {
        long full = combinations(false);
        long halves = combinations(true);
        if (units.size() <= EXHAUSTIVE_UNITS && Math.min(full, halves) <= Math.min(limit, EXHAUSTIVE_IMAGES)) {
            return exhaust(full > Math.min(limit, EXHAUSTIVE_IMAGES), check);
        }
        StructuredFates structured = new StructuredFates(units, disk.profile());
        int tried = 0;
        for (int[] fates : structured.sample(limit / 2, random)) {
            check(fates, check);
            tried++;
        }
        while (tried < limit) {
            check(randomFates(), check);
            tried++;
        }
        return tried;
    }

    private int exhaust(boolean onlyKeptOrLost, Consumer<SimDisk> check) {
        ChoiceTree choices = new ChoiceTree();
        int tried = 0;
        do {
            int[] fates = new int[units.size()];
            boolean isJournalOver = false;
            for (int i = 0; i < fates.length; i++) {
                PendingUnit unit = units.get(i);
                boolean isJournaled = disk.profile().journalsInOrder() && Fates.isMetadata(unit);
                int bound = onlyKeptOrLost ? 2 : Fates.count(unit, disk.profile());
                fates[i] = choices.next(isJournaled && isJournalOver ? 1 : bound);
                isJournalOver |= isJournaled && fates[i] == Fates.LOST;
            }
            check(fates, check);
            tried++;
        } while (choices.advance());
        return tried;
    }

    /// A failure of the check carries with it, as suppressed, what the image was made of.
    private void check(int[] fates, Consumer<SimDisk> check) {
        SimDisk image = build(fates);
        try {
            check.accept(image);
        } catch (Throwable e) {
            e.addSuppressed(new SimulationFailure(describe(fates)));
            throw e;
        }
    }

    private String describe(int[] fates) {
        StringBuilder text = new StringBuilder("the crash, ")
                .append(disk.faults().operations())
                .append(" calls into the run:");
        for (int i = 0; i < fates.length; i++) {
            text.append("\n  ").append(Fates.describe(fates[i])).append(' ').append(units.get(i));
        }
        return text.toString();
    }

    private long combinations(boolean onlyKeptOrLost) {
        long product = 1;
        for (PendingUnit unit : units) {
            product = Math.min(product * (onlyKeptOrLost ? 2 : Fates.count(unit, disk.profile())), Integer.MAX_VALUE);
        }
        return product;
    }

    private int[] randomFates() {
        double survival = SURVIVAL_CHANCES[random.nextInt(SURVIVAL_CHANCES.length)];
        int[] fates = new int[units.size()];
        for (int i = 0; i < fates.length; i++) {
            if (random.nextDouble() < survival) {
                fates[i] = 1 + random.nextInt(Fates.count(units.get(i), disk.profile()) - 1);
            }
        }
        return fates;
    }

    private SimDisk build(int[] fates) {
        if (disk.profile().journalsInOrder()) {
            cutJournal(fates);
        }
        dataFirst.apply(fates);
        return new ImageBuilder(disk, random).build(units, fates);
    }

    private void cutJournal(int[] fates) {
        boolean isOver = false;
        for (int i = 0; i < fates.length; i++) {
            if (Fates.isMetadata(units.get(i))) {
                isOver |= fates[i] == Fates.LOST;
                fates[i] = isOver ? Fates.LOST : fates[i];
            }
        }
    }
}

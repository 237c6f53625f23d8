package io.varve.nativeio.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/// The survivors that bugs like best, for when there are too many units to try all: nothing, everything,
/// all but one, one alone, every prefix and suffix, data without metadata and the reverse, and mapped
/// pages that were written back between two stores.
final class StructuredFates {
    private final List<PendingUnit> units;
    private final DiskProfile profile;

    StructuredFates(List<PendingUnit> units, DiskProfile profile) {
        this.units = units;
        this.profile = profile;
    }

    /// All of them, or `limit` of them by lot; those that are made first are always among them.
    List<int[]> sample(int limit, SplittableRandom random) {
        List<int[]> chosen = new ArrayList<>();
        chosen.add(kept(i -> false));
        chosen.add(kept(i -> true));
        chosen.add(kept(i -> !Fates.isMetadata(units.get(i))));
        chosen.add(kept(i -> Fates.isMetadata(units.get(i))));
        chosen.add(metadataOverStaleData());
        if (units.stream().anyMatch(StructuredFates::isMixable)) {
            chosen.add(mixed());
            chosen.add(mixed());
        }
        List<int[]> others = new ArrayList<>();
        int stride = Math.max(1, 4 * units.size() / Math.max(1, limit));
        for (int start = random.nextInt(stride); start < units.size(); start += stride) {
            int index = start;
            others.add(kept(i -> i == index));
            others.add(kept(i -> i != index));
            others.add(kept(i -> i < index));
            others.add(kept(i -> i > index));
        }
        Collections.shuffle(others, new Random(random.nextLong()));
        for (int[] fates : others) {
            if (chosen.size() >= limit) {
                break;
            }
            chosen.add(fates);
        }
        return chosen;
    }

    private int[] kept(IntPredicate isKept) {
        int[] fates = new int[units.size()];
        Arrays.setAll(fates, i -> isKept.test(i) ? Fates.KEPT : Fates.LOST);
        return fates;
    }

    /// All kept, but of stores through mappings a different half of the words each time.
    private int[] mixed() {
        int[] fates = new int[units.size()];
        Arrays.setAll(fates, i -> isMixable(units.get(i)) ? Fates.MIXED : Fates.KEPT);
        return fates;
    }

    private static boolean isMixable(PendingUnit unit) {
        return unit instanceof PendingUnit.SectorWrite write && write.before != null;
    }

    private int[] metadataOverStaleData() {
        int[] fates = new int[units.size()];
        for (int i = 0; i < fates.length; i++) {
            PendingUnit unit = units.get(i);
            if (Fates.isMetadata(unit)) {
                boolean isStale = unit instanceof PendingUnit.ExtentChange && Fates.count(unit, profile) > 2;
                fates[i] = isStale ? Fates.KEPT_STALE : Fates.KEPT;
            }
        }
        return fates;
    }
}

package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Random installs and drops, half of them wrong, over many files and lives, beside maps that do the same without any
/// of the code under test: the same edits are refused, and the same is there.
final class InstallModelTest {
    private static final int SPACE = 40;

    private final Map<Long, LiveTable> alive = new HashMap<>();
    private final Map<String, Map<Long, LiveTable>> named = new LinkedHashMap<>();
    private long id;
    private int applied;
    private int refused;

    @RandomizedTest(seeds = 12)
    void doesAndRefusesWhatTheModelDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = ManifestLife.newDisk(DiskProfile.ADVERSARIAL, seed);
        for (int life = 0; life < 6; life++) {
            try (ManifestLife open = new ManifestLife(disk, 4096)) {
                compare(open.manifest.state());
                if (life == 0) {
                    open.append(ManifestEdit.NOTHING
                            .withFileFloor(SPACE)
                            .withRotationFloor(SPACE)
                            .withSequenceFloor(100L * SPACE));
                }
                for (int i = random.nextInt(60); i > 0; i--) {
                    step(open, random);
                    compare(open.manifest.state());
                }
            }
        }
        assertEquals(true, applied > 5 && refused > 5, applied + " applied, " + refused + " refused");
    }

    private void step(ManifestLife open, SplittableRandom random) {
        if (random.nextInt(5) == 0) {
            String name = "n" + random.nextInt(4);
            count(open, ManifestEdit.NOTHING.dropSnapshot(name), named.containsKey(name));
            named.remove(name);
            return;
        }
        Map<Long, LiveTable> next = new HashMap<>(alive);
        boolean isRight = true;
        Install install = new Install(id + 1, id, List.of(), List.of(), null, 0);
        for (int i = random.nextInt(3); i > 0; i--) {
            List<Long> there = new ArrayList<>(next.keySet());
            boolean isGuessed = there.isEmpty() || random.nextInt(4) == 0;
            long number = isGuessed ? random.nextLong(1, SPACE) : there.get(random.nextInt(there.size()));
            isRight &= next.remove(number) != null;
            install = install.removing(number);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            LiveTable table = random(random);
            isRight &= table.number() < SPACE && next.put(table.number(), table) == null && isFree(next, table);
            install = install.adding(table);
        }
        String name = random.nextInt(4) == 0 ? "n" + random.nextInt(4) : null;
        if (name != null) {
            isRight &= !named.containsKey(name);
            install = install.named(name, 7);
        }
        if (count(open, ManifestEdit.NOTHING.withInstall(install), isRight)) {
            alive.clear();
            alive.putAll(next);
            id++;
            if (name != null) {
                named.put(name, next);
            }
        }
    }

    private boolean count(ManifestLife open, ManifestEdit edit, boolean isRight) {
        if (isRight) {
            open.append(edit);
            applied++;
        } else {
            assertThrows(IllegalArgumentException.class, () -> open.append(edit), edit::toString);
            refused++;
        }
        return isRight;
    }

    /// A file has one description for ever; where it stands is at random.
    private static LiveTable random(SplittableRandom random) {
        long number = random.nextLong(1, SPACE + 1);
        int from = (int) (number * 7 % 90) + 10;
        String smallest = "" + from;
        String largest = "" + Math.min(99, from + number % 5);
        var table = Tables.table(number, smallest, largest, 100);
        int level = random.nextInt(3);
        return level == 0
                ? LiveTable.flushed(table, random.nextInt(1, 4))
                : LiveTable.ofRun(table, level, random.nextInt(3));
    }

    private static boolean isFree(Map<Long, LiveTable> tables, LiveTable table) {
        for (LiveTable other : tables.values()) {
            boolean isOfOneRun = other.level() == table.level() && other.rotation() == table.rotation();
            boolean isApart = other.summary()
                                    .largest()
                                    .compareTo(table.summary().smallest())
                            < 0
                    || table.summary().largest().compareTo(other.summary().smallest()) < 0;
            if (other.number() != table.number() && isOfOneRun && !isApart) {
                return false;
            }
        }
        return true;
    }

    private void compare(ManifestState state) {
        assertEquals(id, state.snapshotId());
        assertEquals(new HashSet<>(alive.values()), new HashSet<>(state.tables()));
        assertEquals(alive.size(), state.tables().size());
        Set<Long> needed = new HashSet<>(alive.keySet());
        List<String> names = new ArrayList<>();
        for (NamedSnapshot snapshot : state.snapshots()) {
            names.add(snapshot.name());
            Map<Long, LiveTable> expected = named.getOrDefault(snapshot.name(), Map.of());
            assertEquals(new HashSet<>(expected.values()), new HashSet<>(snapshot.tables()));
            needed.addAll(expected.keySet());
        }
        assertEquals(new ArrayList<>(named.keySet()), names);
        assertEquals(needed, state.neededTables());
    }
}

package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.ResourceRefusedException;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What an install does to tables and named snapshots, what it may not do, and how much there may be.
final class InstallTest {
    private static final ManifestEdit NOTHING = ManifestEdit.NOTHING;
    private static final LiveTable OLD = Tables.flushed(1, "b", "m", 1);
    private static final LiveTable NEW = Tables.flushed(2, "a", "k", 2);
    private static final LiveTable RUN = Tables.ofRun(1, 3, "a", "f");
    private static final LiveTable RUN_END = Tables.ofRun(1, 4, "g", "z");

    private final SimDisk disk = ManifestLife.newDisk(DiskProfile.ADVERSARIAL, 1);

    @Test
    void ordersTablesByRotationAndThenByLevelAndKey() {
        try (ManifestLife life = begin()) {
            ManifestState state = life.append(NOTHING.withInstall(Install.after(life.manifest.state())
                    .adding(RUN_END)
                    .adding(OLD)
                    .adding(RUN)
                    .adding(NEW)));

            assertEquals(List.of(NEW, OLD, RUN, RUN_END), state.tables());
            assertEquals(1, state.snapshotId());
            assertEquals(Set.of(1L, 2L, 3L, 4L), state.neededTables());
        }
    }

    @Test
    void keepsTablesThatANamedSnapshotNeedsUntilItIsDropped() {
        try (ManifestLife life = begin()) {
            life.append(with(next(life).adding(OLD).adding(NEW).named("both", 150)));
            life.append(with(next(life).removing(1).removing(2).adding(RUN)));
            assertEquals(Set.of(1L, 2L, 3L), life.manifest.state().neededTables());
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            ManifestState state = life.manifest.state();
            assertEquals(List.of(RUN), state.tables());
            assertEquals(List.of(new NamedSnapshot("both", 1, 150, List.of(NEW, OLD))), state.snapshots());
            assertEquals(Set.of(1L, 2L, 3L), state.neededTables());

            life.append(NOTHING.dropSnapshot("both"));

            assertEquals(Set.of(3L), life.manifest.state().neededTables());
            assertEquals(2, life.manifest.state().snapshotId(), "a drop is no install");
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(List.of(), life.manifest.state().snapshots());
        }
    }

    @Test
    void namesAStateWithoutATable() {
        try (ManifestLife life = begin()) {
            ManifestState state = life.append(with(next(life).named("empty", 0)));

            assertEquals(List.of(new NamedSnapshot("empty", 1, 0, List.of())), state.snapshots());
        }
    }

    @Test
    void movesATableAndKeepsItWhereASnapshotHasIt() {
        LiveTable moved = LiveTable.ofRun(OLD.summary(), 3, 0);
        try (ManifestLife life = begin()) {
            life.append(with(next(life).adding(OLD).named("before", 100)));
            life.append(with(next(life).removing(1).adding(moved)));
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(List.of(moved), life.manifest.state().tables());
            assertEquals(
                    List.of(OLD), life.manifest.state().snapshots().getFirst().tables());
        }
    }

    @Test
    void raisesTheFloorsOfTheSameEdit() {
        try (ManifestLife life = new ManifestLife(disk)) {
            ManifestEdit edit =
                    NOTHING.withInstall(Install.after(life.manifest.state()).adding(OLD));
            for (ManifestEdit short1 : List.of(
                    edit,
                    edit.withFileFloor(2).withRotationFloor(2).withSequenceFloor(100),
                    edit.withFileFloor(2).withRotationFloor(1).withSequenceFloor(101),
                    edit.withFileFloor(1).withRotationFloor(2).withSequenceFloor(101))) {
                assertThrows(IllegalArgumentException.class, () -> life.append(short1));
            }
            ManifestEdit whole = edit.withFileFloor(2)
                    .withRotationFloor(2)
                    .withSequenceFloor(101)
                    .withSegmentFloor(6)
                    .withLogFloor(5);
            assertThrows(IllegalArgumentException.class, () -> life.append(whole.withLogFloor(6)), "never made");

            ManifestState state = life.append(whole);

            assertEquals(5, state.logFloor());
            assertEquals(2, state.rotationFloor());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> life.append(with(next(life)).withLogFloor(4)));
        }
    }

    @Test
    void refusesWhatContradictsTheStateAndWritesNothing() {
        try (ManifestLife life = begin()) {
            life.append(with(next(life).adding(NEW).adding(RUN).adding(RUN_END).named("there", 1)));
            ManifestState before = life.manifest.state();
            long calls = disk.faults().operations();
            Install next = Install.after(before);
            TableSummary other = Tables.table(2, "a", "l", 200);
            for (ManifestEdit wrong : List.of(
                    with(next.adding(NEW)),
                    with(next.adding(OLD).adding(OLD)),
                    with(next.removing(9)),
                    with(next.removing(2).removing(2)),
                    with(next.removing(2).adding(LiveTable.flushed(other, 2))),
                    with(next.adding(Tables.ofRun(1, 5, "z", "zz"))),
                    with(next.adding(Tables.ofRun(1, 5, "f", "f"))),
                    with(next.adding(Tables.ofRun(1, 5, "0", "zzz"))),
                    with(next.adding(Tables.flushed(5, "k", "z", 2))),
                    with(next.adding(Tables.flushed(1000, "k", "z", 3))),
                    with(next.named("there", 1)),
                    with(next.named("later", 100_000)),
                    with(new Install(3, 2, List.of(), List.of(), null, 0)),
                    with(new Install(2, 0, List.of(), List.of(), null, 0)),
                    NOTHING.dropSnapshot("missing"),
                    NOTHING.dropSnapshot("There"))) {
                assertThrows(IllegalArgumentException.class, () -> life.append(wrong), wrong::toString);
            }
            assertSame(before, life.manifest.state());
            assertEquals(calls, disk.faults().operations(), "nothing was written");

            life.append(with(next.adding(Tables.flushed(5, "l", "z", 2)).adding(Tables.ofRun(1, 6, "fa", "fz"))));
        }
    }

    @Test
    void refusesWhatNeverMakesSense() {
        for (Runnable wrong : List.<Runnable>of(
                () -> new LiveTable(OLD.summary(), 0, 0),
                () -> new LiveTable(OLD.summary(), 1, -1),
                () -> new LiveTable(OLD.summary(), -1, 0),
                () -> new LiveTable(OLD.summary(), LiveTable.MAX_LEVEL + 1, 0),
                () -> new Install(1, 1, List.of(), List.of(), null, 0),
                () -> new Install(1, -1, List.of(), List.of(), null, 0),
                () -> new Install(1L << 61, 1, List.of(), List.of(), null, 0),
                () -> new Install(1, 0, List.of(), List.of(), null, 7),
                () -> new Install(1, 0, List.of(), List.of(), "x", -1))) {
            assertThrows(IllegalArgumentException.class, wrong::run);
        }
        assertEquals(31, LiveTable.ofRun(OLD.summary(), LiveTable.MAX_LEVEL, 0).level());
    }

    @Test
    void aNameHasOneTo255BytesOfUtf8() {
        for (String right : List.of("a", "x".repeat(255), "é".repeat(127) + "x", "\0/..", "👍".repeat(63))) {
            assertEquals(right, NamedSnapshot.checkName(right));
        }
        for (String wrong : List.of("", "x".repeat(256), "é".repeat(128), "👍".repeat(64), "\ud83d", "a\udc4db")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> NamedSnapshot.checkName(wrong));
            assertTrue(String.valueOf(refused.getMessage()).contains("name of a snapshot"), refused.getMessage());
        }
        String longest = "é".repeat(127) + "x";
        try (ManifestLife life = begin()) {
            life.append(with(next(life).named(longest, 0)));
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(longest, life.manifest.state().snapshots().getFirst().name());
        }
    }

    /// Row 54: also with much in it, a manifest has the space for the next edits.
    @Test
    void hundredsOfTablesAndDozensOfSnapshotsOverManyFiles() {
        int files = 0;
        try (ManifestLife life = new ManifestLife(disk, 4096)) {
            life.append(NOTHING.withFileFloor(1000).withRotationFloor(1000).withSequenceFloor(1_000_000));
            String path = life.manifest.path();
            for (int i = 1; i < 600; i++) {
                Install install = Install.after(life.manifest.state())
                        .adding(Tables.flushed(i, "key-" + i, "key-" + i + "-" + "x".repeat(i % 300), i));
                if (i % 10 == 0) {
                    install = install.named("snapshot " + i, i);
                }
                if (i > 400) {
                    install = install.removing(i - 400);
                }
                life.append(with(install));
                files += path.equals(life.manifest.path()) ? 0 : 1;
                path = life.manifest.path();
            }
            assertEquals(400, life.manifest.state().tables().size());
            assertEquals(599, life.manifest.state().neededTables().size());
        }
        assertTrue(files > 5 && files < 60, files + " files");
        try (ManifestLife life = new ManifestLife(disk, 4096)) {
            assertEquals(400, life.manifest.state().tables().size());
            assertEquals(59, life.manifest.state().snapshots().size());
            assertEquals(599, life.manifest.state().snapshotId());
            for (int i = 10; i < 600; i += 10) {
                life.append(NOTHING.dropSnapshot("snapshot " + i));
            }
            assertEquals(400, life.manifest.state().neededTables().size());
        }
    }

    @Test
    void asManyTablesAsTheLimitAndNoMore() {
        int most = Installed.MAX_TABLES;
        try (ManifestLife life = new ManifestLife(disk)) {
            List<LiveTable> tables = new ArrayList<>();
            for (int i = 1; i < most; i++) {
                tables.add(Tables.ofRun(1, i, "%05d".formatted(i), "%05d".formatted(i)));
            }
            life.append(with(new Install(1, 0, tables, List.of(), "all but one", 0))
                    .withFileFloor(most + 2)
                    .withRotationFloor(9)
                    .withSequenceFloor(1000));
            life.append(with(next(life).removing(1).adding(Tables.flushed(most, "a", "b", 1))));
            ManifestState before = life.manifest.state();

            ResourceRefusedException refused = assertThrows(
                    ResourceRefusedException.class,
                    () -> life.append(with(next(life).adding(Tables.flushed(most + 1, "a", "b", 2)))));

            assertTrue(refused.getMessage().contains("16384"), refused.getMessage());
            assertTrue(refused.remedy().contains("snapshots"), refused.remedy());
            assertSame(before, life.manifest.state());
            life.append(NOTHING.dropSnapshot("all but one"));
            life.append(with(next(life).adding(Tables.flushed(most + 1, "a", "b", 2))));
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(most, life.manifest.state().tables().size());
        }
    }

    @Test
    void asManySnapshotsAsTheLimitAndNoMore() {
        try (ManifestLife life = begin()) {
            for (int i = 0; i < Installed.MAX_SNAPSHOTS; i++) {
                life.append(with(next(life).named("" + i, 0)));
            }
            assertThrows(
                    ResourceRefusedException.class,
                    () -> life.append(with(next(life).named("one more", 0))));
            life.append(with(next(life).adding(OLD)));
            life.append(NOTHING.dropSnapshot("7"));
            life.append(with(next(life).named("one more", 0)));
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(
                    Installed.MAX_SNAPSHOTS, life.manifest.state().snapshots().size());
        }
    }

    @Test
    void asManyBytesAsTheLimitAndNoMore() {
        byte[] key = new byte[65_535];
        try (ManifestLife life = begin()) {
            long bytes = 0;
            int number = 1;
            while (bytes + 112 + 65_536 + 65_536 <= Installed.MAX_BYTES) {
                life.append(with(next(life).adding(large(number++, key))));
                bytes += 112 + 2 * 65_535 + 2;
            }
            int next = number;
            assertThrows(
                    ResourceRefusedException.class,
                    () -> life.append(with(next(life).adding(large(next, key)))));
            byte[] rest = new byte[(int) (Installed.MAX_BYTES - bytes - 112)];
            assertThrows(
                    ResourceRefusedException.class,
                    () -> life.append(with(next(life).adding(large(next, new byte[0], new byte[rest.length + 1])))));
            life.append(with(next(life).adding(large(next, new byte[0], rest))));
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertTrue(life.manifest.state().tables().size() > 100);
        }
    }

    /// What a later version may allow is no state of this one.
    @Test
    void moreThanTheLimitIsDamage() {
        List<LiveTable> tables = new ArrayList<>();
        for (int i = 1; i <= Installed.MAX_TABLES + 1; i++) {
            tables.add(Tables.ofRun(1, i, "%05d".formatted(i), "%05d".formatted(i)));
        }
        Floors floors = Floors.first().with(Floor.FILE, 100_000).with(Floor.SEQUENCE, 1000);
        ManifestState state = new ManifestState(
                ManifestLife.CREATION, 1, 1, 0, floors, List.of(), new Installed(1, tables, List.of()), false);
        byte[] fields = EditFields.encode(state.toEdit());
        ManifestEdit read = EditReader.decode(fields, 0, "manifest", 0);

        assertThrows(LimitException.class, () -> ManifestState.of(read, 1, 1));
        assertThrows(
                CorruptionException.class,
                () -> EditReader.decode(java.util.Arrays.copyOf(fields, fields.length - 8), 0, "manifest", 0));
    }

    private static LiveTable large(long number, byte[] key) {
        byte[] other = key.clone();
        return large(number, key, other);
    }

    private static LiveTable large(long number, byte[] smallest, byte[] largest) {
        TableSummary small = Tables.table(number, "a", "b", 100);
        return LiveTable.flushed(
                new TableSummary(
                        number,
                        small.bytes(),
                        small.checksum(),
                        small.entries(),
                        small.tombstones(),
                        small.rawBytes(),
                        KeyBytes.of(smallest),
                        KeyBytes.of(largest),
                        1,
                        100,
                        1,
                        1,
                        1,
                        1),
                number);
    }

    private ManifestLife begin() {
        ManifestLife life = new ManifestLife(disk);
        life.append(NOTHING.withFileFloor(1000).withRotationFloor(1000).withSequenceFloor(100_000));
        return life;
    }

    private static ManifestEdit with(Install install) {
        return NOTHING.withInstall(install);
    }

    private static Install next(ManifestLife life) {
        return Install.after(life.manifest.state());
    }
}

package io.varve.version;

import io.varve.format.TableSummary;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Layout of the fields of an edit, one behind the other, in ascending order of their tags.
///
/// | offset | size | field      | meaning                                                      |
/// |-------:|-----:|------------|--------------------------------------------------------------|
/// |      0 |    2 | `tag`      | what it is, see below                                        |
/// |      2 |    2 | `flags`    | bit 0: may be ignored by who does not know the tag; others 0 |
/// |      4 |    4 | `length`   | bytes of content                                             |
/// |      8 |      | content    |                                                              |
/// |      … | 0..7 | padding    | zeros, up to a multiple of 8                                 |
///
/// | tag | name           | content                                                                        |
/// |----:|----------------|--------------------------------------------------------------------------------|
/// |   1 | CREATION       | store id (16), format version (4), flags (4; bit 0: no log), engine time (8)   |
/// |   2 | LOG_FLOOR      | number (8)                                                                     |
/// |   3 | SEGMENT_FLOOR  | number (8)                                                                     |
/// |   4 | FILE_FLOOR     | number (8)                                                                     |
/// |   5 | SEQUENCE_FLOOR | number (8)                                                                     |
/// |   6 | RECOVERY_CUTS  | one or more, each: segment (8), offset (8), last sequence (8), epoch (8),      |
/// |     |                | checksum (4), zeros (4)                                                        |
/// |   7 | CLEAN_CLOSE    | nothing                                                                        |
/// |   8 | LIFE_SEGMENT   | number (8)                                                                     |
/// |   9 | ROTATION_FLOOR | number (8)                                                                     |
/// |  16 | TABLES         | those that an install adds; in the first edit all that are alive: [TableFields] |
/// |  17 | TABLES_REMOVED | numbers, 8 bytes each                                                          |
/// |  18 | PINNED_TABLES  | in the first edit: those that only named snapshots have                        |
/// |  19 |                | reserved for value files                                                       |
/// |  24 | INSTALL        | id (8), parent (8), last sequence of the named snapshot (8), bytes of its name |
/// |     |                | (4; 0: none), zeros (4), the name                                              |
/// |  25 | DROP_SNAPSHOT  | the name of one                                                                |
/// |  26 | SNAPSHOTS      | in the first edit: the named ones, [TableFields]                               |
/// |  27 | SNAPSHOT_ID    | in the first edit: of the last install (8)                                     |
/// |  32 … 35 |           | reserved for forks                                                             |
///
/// A field that is unknown and may not be ignored is a newer format, not damage: all this stands behind a
/// checksum. One that may be ignored is skipped, and not carried over to the next manifest.
final class EditFields {
    static final int CREATION = 1;
    static final int RECOVERY_CUTS = 6;
    static final int CLEAN_CLOSE = 7;
    static final int TABLES = 16;
    static final int TABLES_REMOVED = 17;
    static final int PINNED_TABLES = 18;
    static final int INSTALL = 24;
    static final int DROP_SNAPSHOT = 25;
    static final int SNAPSHOTS = 26;
    static final int SNAPSHOT_ID = 27;

    /// The tags of this version, for messages; those that have no constant here are of [Floor].
    static final String KNOWN = "1 to 9, 16 to 18, 24 to 27";

    /// Flag: who does not know the tag may go on.
    static final int IGNORABLE = 1;

    /// Bytes of a field before its content.
    static final int HEADER_SIZE = 8;

    /// Flag of a creation: the store has no log.
    static final int NO_LOG = 1;

    static final int CREATION_LENGTH = 32;
    static final int CUT_LENGTH = 40;

    /// Bytes of an install before the name.
    static final int INSTALL_LENGTH = 32;

    static final int ALIGNMENT = 8;

    private EditFields() {}

    /// The fields of an edit, as bytes.
    static byte[] encode(ManifestEdit edit) {
        FieldWriter out = new FieldWriter();
        putCreation(out, edit.creation());
        putFloors(out, edit.floors(), CREATION, RECOVERY_CUTS);
        putCuts(out, edit.cuts());
        if (edit.isCleanClose()) {
            out.begin(CLEAN_CLOSE).end();
        }
        putFloors(out, edit.floors(), CLEAN_CLOSE, TABLES);
        switch (edit.change()) {
            case Install install -> putInstall(out, install);
            case DropSnapshot drop ->
                out.begin(DROP_SNAPSHOT)
                        .putBytes(drop.name().getBytes(StandardCharsets.UTF_8))
                        .end();
            case Installed whole -> putInstalled(out, whole);
            case null -> {}
        }
        return out.toArray();
    }

    /// Bytes that a content takes with its padding.
    static long padded(long length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    private static void putCreation(FieldWriter out, @Nullable Creation creation) {
        if (creation != null) {
            out.begin(CREATION)
                    .putBytes(ManifestFormat.bytes(creation.store()))
                    .putInt(creation.formatVersion())
                    .putInt(creation.isWithoutLog() ? NO_LOG : 0)
                    .putLong(creation.createdMillis())
                    .end();
        }
    }

    /// The floors whose tags lie between two others.
    private static void putFloors(FieldWriter out, Floors floors, int above, int below) {
        for (Floor floor : Floor.values()) {
            long number = floors.get(floor);
            if (number != 0 && floor.tag > above && floor.tag < below) {
                out.begin(floor.tag).putLong(number).end();
            }
        }
    }

    private static void putCuts(FieldWriter out, List<RecoveryCut> cuts) {
        if (cuts.isEmpty()) {
            return;
        }
        out.begin(RECOVERY_CUTS);
        for (RecoveryCut cut : cuts) {
            out.putLong(cut.segment())
                    .putLong(cut.offset())
                    .putLong(cut.lastSequence())
                    .putLong(cut.epoch())
                    .putInt(cut.checksum())
                    .putInt(0);
        }
        out.end();
    }

    private static void putInstall(FieldWriter out, Install install) {
        putTables(out, install.added());
        if (!install.removed().isEmpty()) {
            out.begin(TABLES_REMOVED);
            install.removed().forEach(out::putLong);
            out.end();
        }
        String name = install.name();
        byte[] bytes = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
        out.begin(INSTALL)
                .putLong(install.id())
                .putLong(install.parent())
                .putLong(install.sequence())
                .putInt(bytes.length)
                .putInt(0)
                .putBytes(bytes)
                .end();
    }

    private static void putInstalled(FieldWriter out, Installed whole) {
        putTables(out, whole.tables());
        Map<Long, TableSummary> pinned = whole.needed();
        whole.tables().forEach(table -> pinned.remove(table.number()));
        if (!pinned.isEmpty()) {
            out.begin(PINNED_TABLES);
            pinned.values().forEach(table -> TableFields.put(out, table, 0, 0));
            out.end();
        }
        if (!whole.snapshots().isEmpty()) {
            out.begin(SNAPSHOTS);
            whole.snapshots().forEach(snapshot -> TableFields.put(out, snapshot));
            out.end();
        }
        if (whole.snapshotId() != 0) {
            out.begin(SNAPSHOT_ID).putLong(whole.snapshotId()).end();
        }
    }

    private static void putTables(FieldWriter out, List<LiveTable> tables) {
        if (!tables.isEmpty()) {
            out.begin(TABLES);
            tables.forEach(table -> TableFields.put(out, table.summary(), table.level(), table.rotation()));
            out.end();
        }
    }
}

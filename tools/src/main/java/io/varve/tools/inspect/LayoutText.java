package io.varve.tools.inspect;

import io.varve.inspect.FileFacts;
import io.varve.inspect.FileRole;
import io.varve.inspect.SegmentFacts;
import io.varve.inspect.SnapshotFacts;
import io.varve.inspect.StoreFacts;
import io.varve.inspect.StoreLayout;
import io.varve.inspect.TableFacts;
import io.varve.tools.text.Notation;
import io.varve.tools.text.Sizes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What lies in the directory of a store, as lines for people.
public final class LayoutText {
    private final StoreLayout layout;
    private final List<String> lines = new ArrayList<>();

    private LayoutText(StoreLayout layout) {
        this.layout = layout;
    }

    /// The lines.
    ///
    /// @param hasTables whether every table is listed
    /// @param hasFiles whether every file is listed
    public static List<String> of(StoreLayout layout, boolean hasTables, boolean hasFiles) {
        LayoutText text = new LayoutText(layout);
        StoreFacts store = layout.store();
        if (store != null) {
            text.store(store);
            text.log();
            text.tables(hasTables);
            text.snapshots();
        }
        text.files(hasFiles || store == null);
        layout.problems().forEach(problem -> text.line("problem", problem));
        return text.lines;
    }

    private void store(StoreFacts store) {
        line("directory", layout.directory());
        line("store", store.id() + ", format " + store.formatVersion() + ", made " + instant(store.createdMillis()));
        line(
                "opened",
                Sizes.count(store.epoch(), "time") + " for writing; the last close "
                        + (store.isCleanlyClosed() ? "came to its end" : "did not come to its end, or it is open"));
        line(
                "manifest",
                "number " + store.manifest() + ", " + Sizes.count(store.edits(), "edit") + ", the last is "
                        + store.edit()
                        + " at " + instant(store.changedMillis())
                        + (store.tornBytes() == 0 ? "" : "; " + Sizes.bytes(store.tornBytes()) + " torn behind it"));
    }

    private void log() {
        long bytes = layout.log().stream().mapToLong(SegmentFacts::bytes).sum();
        line("log", Sizes.count(layout.log().size(), "file") + ", " + Sizes.bytes(bytes));
        for (SegmentFacts segment : layout.log()) {
            String operations = segment.operations() == 0
                    ? "nothing in it"
                    : Sizes.count(segment.operations(), "operation") + " (" + segment.firstSequence() + " to "
                            + segment.lastSequence() + ") in " + Sizes.count(segment.groups(), "group") + ", "
                            + Sizes.bytes(segment.usedBytes()) + " used";
            line("", "file " + segment.number() + ": " + (segment.isNeeded() ? "" : "not needed, ") + operations);
        }
    }

    private void tables(boolean areListed) {
        long bytes = layout.tables().stream().mapToLong(TableFacts::bytes).sum();
        long entries = layout.tables().stream().mapToLong(TableFacts::entries).sum();
        long tombstones =
                layout.tables().stream().mapToLong(TableFacts::tombstones).sum();
        line(
                "tables",
                Sizes.count(layout.tables().size(), "table") + ", " + Sizes.bytes(bytes) + ", "
                        + Sizes.count(entries, "entry", "entries") + ", " + Sizes.count(tombstones, "tombstone"));
        lines.addAll(TreeDrawing.of(layout.tables()));
        if (areListed) {
            layout.tables().forEach(table -> line("", table(table)));
        }
    }

    private static String table(TableFacts table) {
        return String.format(
                Locale.ROOT,
                "table %d: level %d, %s, %,d entries, %,d tombstones, operations %d to %d, %s, keys %s to %s",
                table.number(),
                table.level(),
                Sizes.bytes(table.bytes()),
                table.entries(),
                table.tombstones(),
                table.firstSequence(),
                table.lastSequence(),
                instant(table.writtenMillis()),
                TreeDrawing.shown(Notation.HEX.parse(table.smallest())),
                TreeDrawing.shown(Notation.HEX.parse(table.largest())));
    }

    private void snapshots() {
        for (SnapshotFacts snapshot : layout.snapshots()) {
            line(
                    "snapshot",
                    Notation.TEXT.show(snapshot.name().getBytes(StandardCharsets.UTF_8)) + ", up to operation "
                            + snapshot.sequence() + ", "
                            + Sizes.count(snapshot.tables().size(), "table") + ", "
                            + Sizes.bytes(snapshot.bytes()) + ", " + Sizes.bytes(snapshot.keptBytes())
                            + " of that for snapshots only");
        }
    }

    private void files(boolean areListed) {
        long bytes =
                layout.files().stream().mapToLong(FileFacts::allocatedBytes).sum();
        line(
                "files",
                Sizes.count(layout.files().size(), "file") + ", " + Sizes.bytes(bytes) + " on disk"
                        + count(FileRole.LEFTOVER) + count(FileRole.FOREIGN));
        if (areListed) {
            for (FileFacts file : layout.files()) {
                line(
                        "",
                        file.path() + ", " + Sizes.bytes(file.bytes()) + ", "
                                + file.role().words());
            }
        }
    }

    private String count(FileRole role) {
        long files = layout.files().stream().filter(file -> file.role() == role).count();
        return files == 0 ? "" : "; " + files + " " + role.words();
    }

    private void line(String what, String words) {
        lines.add(what + " ".repeat(Math.max(1, 10 - what.length())) + words);
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;

/// Opens a table that somebody describes: every byte that an answer can depend on is what was written, or will be
/// checked before it counts. Files of another size, identity or content are refused; one with a damaged filter is
/// not, as every answer is right without it (row 34).
///
/// **Owner:** one thread.
final class TableOpening {
    private final TableFile file;
    private final TableSummary summary;
    private final Workspace workspace;
    private final Scratches.Scratch scratch;

    /// @param file stays its owner's until a table was opened
    TableOpening(TableFile file, TableSummary summary, Workspace workspace, Scratches.Scratch scratch) {
        this.file = file;
        this.summary = summary;
        this.workspace = workspace;
        this.scratch = scratch;
    }

    Table open() {
        requireSize();
        requireHeader();
        Footer footer = footer();
        requireProperties(footer.properties());
        Region indexRegion = workspace.take(footer.index().length());
        file.readSection(footer.index(), indexRegion);
        TableIndex index = IndexCheck.check(file.path(), footer.index(), summary.entries(), indexRegion);
        Region filter = workspace.take(Math.max(Filter.LINE, footer.filter().length()));
        long lines = filterLines(footer.filter(), filter);
        Region words = workspace.take(Long.BYTES * (long) index.count());

        Mapping mapping = file.file().map(0, summary.bytes(), MapMode.READ);
        if (mapping.errno() != 0) {
            throw new StoreIoException("mmap", file.path(), mapping.errno());
        }
        Blocks blocks = new Blocks(file, mapping, index, summary, words);
        return new Table(summary, workspace, blocks, filter, lines, footer.filterProbes());
    }

    private void requireSize() {
        long size = file.size();
        if (size != summary.bytes() || size < TableFormat.HEADER_SIZE + TableFormat.FOOTER_SIZE) {
            throw new CorruptionException(
                    file.path(), Math.min(size, summary.bytes()), summary.bytes() + " bytes", size + " bytes");
        }
    }

    private void requireHeader() {
        Region region = scratch.region();
        file.read(region, 0, TableFormat.HEADER_SIZE, 0);
        if (!TableHeader.isIntact(region, 0, scratch.crc())) {
            throw new CorruptionException(file.path(), 0, "the header of a table", "something else");
        }
        requireVersion(TableHeader.version(region, 0), TableFormat.VERSION_OFFSET);
        if (!TableHeader.isOf(region, 0, identity().store(), identity().number())) {
            throw new CorruptionException(
                    file.path(),
                    0,
                    "table " + summary.number() + " of store " + identity().store(),
                    "another one");
        }
    }

    private Footer footer() {
        Region region = scratch.region();
        int headerChecksum = TableHeader.storedChecksum(region, 0);
        long at = summary.bytes() - TableFormat.FOOTER_SIZE;
        file.read(region, 0, TableFormat.FOOTER_SIZE, at);
        int expected = Footer.checksum(region, summary.bytes(), identity(), scratch.crc());
        int found = Footer.storedChecksum(region);
        if (!Footer.hasMagic(region) || found != expected) {
            throw file.damaged("the footer of table " + summary.number(), at, expected, found);
        }
        requireVersion(Footer.version(region), at);
        if (found != summary.checksum()) {
            throw file.damaged("the footer that is expected", at, summary.checksum(), found);
        }
        Footer footer = Footer.read(region);
        boolean isOurs = Footer.isOf(region, identity().store(), identity().number())
                && footer.headerChecksum() == headerChecksum
                && footer.isPossible(summary.bytes());
        if (!isOurs) {
            throw new CorruptionException(file.path(), at, "a footer that fits the file", footer.toString());
        }
        return footer;
    }

    private void requireProperties(Footer.Section section) {
        Region region = workspace.take(section.length() + Long.BYTES);
        file.readSection(section, region);
        TableSummary found;
        try {
            found = Properties.read(region, section.length(), summary.number(), summary.bytes(), summary.checksum());
        } catch (IllegalArgumentException impossible) {
            throw new CorruptionException(
                    file.path(), section.offset(), "possible properties", String.valueOf(impossible.getMessage()));
        }
        List<String> differences = new ArrayList<>();
        differ(differences, "entries", summary.entries(), found.entries());
        differ(differences, "tombstones", summary.tombstones(), found.tombstones());
        differ(differences, "rawBytes", summary.rawBytes(), found.rawBytes());
        differ(differences, "smallest", summary.smallest(), found.smallest());
        differ(differences, "largest", summary.largest(), found.largest());
        differ(differences, "firstSequence", summary.firstSequence(), found.firstSequence());
        differ(differences, "lastSequence", summary.lastSequence(), found.lastSequence());
        differ(differences, "firstExpiry", summary.firstExpiry(), found.firstExpiry());
        differ(differences, "lastExpiry", summary.lastExpiry(), found.lastExpiry());
        differ(differences, "engineMillis", summary.engineMillis(), found.engineMillis());
        if (!differences.isEmpty()) {
            throw new CorruptionException(
                    file.path(), section.offset(), "properties as in the manifest", String.join("; ", differences));
        }
    }

    private static void differ(List<String> differences, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            differences.add(what + " " + found + " and not " + expected);
        }
    }

    /// How many lines the filter has; 0 when there is none, or a damaged one.
    private long filterLines(Footer.Section section, Region filter) {
        try {
            file.readSection(section, filter);
            return section.length() / Filter.LINE;
        } catch (CorruptionException | StoreIoException damaged) {
            file.counters().onIgnoredFilter();
            return 0;
        }
    }

    private void requireVersion(int version, long offset) {
        if (version != TableFormat.VERSION) {
            throw new FormatVersionException(
                    file.path(),
                    offset,
                    "table version",
                    Integer.toString(TableFormat.VERSION),
                    version & 0xFFFF_FFFFL);
        }
    }

    private Identity identity() {
        return file.identity();
    }
}

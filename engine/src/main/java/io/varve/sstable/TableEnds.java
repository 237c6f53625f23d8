package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What stands at both ends of a table, held against what somebody says the table is. The bytes are in private memory.
///
/// **Owner:** one thread.
final class TableEnds {
    private final String path;
    private final Identity identity;
    private final TableSummary summary;
    private final Crc32c crc;

    TableEnds(String path, Identity identity, TableSummary summary, Crc32c crc) {
        this.path = path;
        this.identity = identity;
        this.summary = summary;
        this.crc = crc;
    }

    /// Throws unless the file has the size of the table.
    void requireSize(long size) {
        if (size != summary.bytes() || size < TableFormat.HEADER_SIZE + TableFormat.FOOTER_SIZE) {
            throw new CorruptionException(
                    path, Math.min(size, summary.bytes()), summary.bytes() + " bytes", size + " bytes");
        }
    }

    /// Throws unless a region begins with the header of the table.
    void requireHeader(Region region) {
        if (!TableHeader.isIntact(region, 0, crc)) {
            throw new CorruptionException(path, 0, "the header of a table", "something else");
        }
        requireVersion(TableHeader.version(region, 0), TableFormat.VERSION_OFFSET);
        if (!TableHeader.isOf(region, 0, identity.store(), identity.number())) {
            throw new CorruptionException(
                    path, 0, "table " + summary.number() + " of store " + identity.store(), "another one");
        }
    }

    /// The footer that a region begins with.
    ///
    /// @param headerChecksum as the header has it; null when there is no header to ask
    Footer footer(Region region, @Nullable Integer headerChecksum) {
        long at = summary.bytes() - TableFormat.FOOTER_SIZE;
        int expected = Footer.checksum(region, summary.bytes(), identity, crc);
        int found = Footer.storedChecksum(region);
        if (!Footer.hasMagic(region) || found != expected) {
            throw TableFile.damaged(path, "the footer of table " + summary.number(), at, expected, found);
        }
        requireVersion(Footer.version(region), at);
        if (found != summary.checksum()) {
            throw TableFile.damaged(path, "the footer that is expected", at, summary.checksum(), found);
        }
        Footer footer = Footer.read(region);
        boolean isOurs = Footer.isOf(region, identity.store(), identity.number())
                && (headerChecksum == null || footer.headerChecksum() == headerChecksum);
        if (!isOurs) {
            throw new CorruptionException(path, at, "the footer of this file", footer.toString());
        }
        String impossible = footer.impossible(summary.bytes());
        if (impossible != null) {
            throw new CorruptionException(
                    path, at, "a footer that fits a file of " + summary.bytes() + " bytes", impossible);
        }
        return footer;
    }

    /// Throws unless a region begins with properties that say what the summary does.
    void requireProperties(Footer.Section section, Region region) {
        TableSummary found;
        try {
            found = Properties.read(region, section.length(), summary.number(), summary.bytes(), summary.checksum());
        } catch (IllegalArgumentException impossible) {
            throw new CorruptionException(
                    path, section.offset(), "possible properties", String.valueOf(impossible.getMessage()));
        }
        List<String> differences = new ArrayList<>();
        differ(differences, "smallest", summary.smallest(), found.smallest());
        differ(differences, "largest", summary.largest(), found.largest());
        differ(differences, "engineMillis", summary.engineMillis(), found.engineMillis());
        addCounts(differences, summary, found);
        if (!differences.isEmpty()) {
            throw new CorruptionException(
                    path, section.offset(), "properties as in the manifest", String.join("; ", differences));
        }
    }

    /// Throws unless what was counted is what the summary says.
    void requireCounted(TableSummary counted) {
        List<String> differences = new ArrayList<>();
        addCounts(differences, summary, counted);
        if (!differences.isEmpty()) {
            throw new CorruptionException(
                    path,
                    TableFormat.HEADER_SIZE,
                    "entries as the summary counts them",
                    String.join("; ", differences));
        }
    }

    private static void addCounts(List<String> differences, TableSummary expected, TableSummary found) {
        differ(differences, "entries", expected.entries(), found.entries());
        differ(differences, "tombstones", expected.tombstones(), found.tombstones());
        differ(differences, "rawBytes", expected.rawBytes(), found.rawBytes());
        differ(differences, "firstSequence", expected.firstSequence(), found.firstSequence());
        differ(differences, "lastSequence", expected.lastSequence(), found.lastSequence());
        differ(differences, "firstExpiry", expected.firstExpiry(), found.firstExpiry());
        differ(differences, "thirdExpiry", expected.thirdExpiry(), found.thirdExpiry());
        differ(differences, "lastExpiry", expected.lastExpiry(), found.lastExpiry());
    }

    private static void differ(List<String> differences, String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            differences.add(what + " " + found + " and not " + expected);
        }
    }

    private void requireVersion(int version, long offset) {
        if (version != TableFormat.VERSION) {
            throw new FormatVersionException(
                    path, offset, "table version", Integer.toString(TableFormat.VERSION), version & 0xFFFF_FFFFL);
        }
    }
}

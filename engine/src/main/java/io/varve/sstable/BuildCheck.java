package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import java.util.HexFormat;
import java.util.List;

/// Holds what is read back of a finished table against the checksums of what was built.
///
/// **Owner:** one thread.
final class BuildCheck implements ReadBack {
    private final String path;
    private final Identity identity;
    private final IndexBuilder index;
    private final int headerChecksum;
    private final List<Footer.Section> sections;
    private final Crc32c crc = new Crc32c();

    /// Which part comes now: the header, each block, each section.
    private int part;

    private long begin;
    private long left;

    /// @param headerChecksum of all of it, with its identity
    /// @param sections all behind the blocks, the footer included
    BuildCheck(String path, Identity identity, int headerChecksum, IndexBuilder index, List<Footer.Section> sections) {
        this.path = path;
        this.identity = identity;
        this.headerChecksum = headerChecksum;
        this.index = index;
        this.sections = sections;
        begin(0);
    }

    @Override
    public void accept(Region region, long offset, int length) {
        int done = 0;
        while (done < length) {
            if (part > lastPart()) {
                throw new CorruptionException(path, begin, "the end of the table", "more bytes");
            }
            int count = (int) Math.min(left, length - done);
            crc.update(region, offset + done, count);
            left -= count;
            done += count;
            if (left == 0) {
                end(part);
            }
        }
    }

    @Override
    public void end() {
        if (part <= lastPart()) {
            throw new CorruptionException(path, begin, kind() + " of " + length() + " bytes", "the end of the file");
        }
    }

    private void end(int ended) {
        int found = crc.value();
        if (found != checksum()) {
            throw new CorruptionException(
                    path,
                    begin,
                    kind() + " with checksum " + HexFormat.of().toHexDigits(checksum()) + ", as written",
                    HexFormat.of().toHexDigits(found));
        }
        begin(ended + 1);
    }

    /// A part without bytes is passed over.
    private void begin(int next) {
        begin += next == 0 ? 0 : length();
        part = next;
        if (part <= lastPart()) {
            left = length();
            identity.begin(crc, identityKind(), begin);
            if (left == 0) {
                begin(part + 1);
            }
        }
    }

    private int lastPart() {
        return index.count() + sections.size();
    }

    private boolean isSection() {
        return part > index.count();
    }

    private Footer.Section section() {
        return sections.get(part - index.count() - 1);
    }

    private long length() {
        return part == 0 ? TableFormat.HEADER_SIZE : isSection() ? section().length() : index.length(part - 1);
    }

    private int checksum() {
        return part == 0 ? headerChecksum : isSection() ? section().checksum() : index.checksum(part - 1);
    }

    private int identityKind() {
        return part == 0 ? Identity.HEADER : isSection() ? section().kind() : Identity.BLOCK;
    }

    private String kind() {
        return part == 0 ? "a header" : isSection() ? "a section" : "a block";
    }
}

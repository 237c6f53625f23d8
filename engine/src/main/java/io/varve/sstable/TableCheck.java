package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks at all of a table as the device has it: every checksum, the order of keys in blocks and across them, what
/// fences, properties and summary say of the entries, and that the filter denies no key that is there. It goes on
/// behind what is damaged, as far as that can be told apart.
///
/// Takes memory for index, filter and one piece; never for a value, however large.
///
/// **Owner:** one thread.
final class TableCheck {
    /// What is held of a block; larger ones are of one entry, and are checked in pieces.
    static final int PIECE = 256 * 1024;

    private static final int SLACK = 2 * Keys.SLACK;

    private final DeviceReader file;
    private final Identity identity;
    private final TableSummary summary;
    private final Workspace workspace;
    private final Consumer<StoreException> findings;
    private final LongConsumer onRead;
    private final Crc32c crc = new Crc32c();
    private final TableEnds ends;
    private final Contents counted;
    private Region piece;

    /// For packed blocks, once one was met.
    private @Nullable PackedPiece packed;

    /// What the block is in that is looked at.
    private Region shown;

    private int shownLength;
    private long blocks;
    private boolean isWhole = true;
    private boolean isFilterTold;

    /// @param workspace has what is read; the caller's
    /// @param onRead is told of bytes that were read; may throw, to end it
    TableCheck(
            DeviceReader file,
            Identity identity,
            TableSummary summary,
            Workspace workspace,
            Consumer<StoreException> findings,
            LongConsumer onRead) {
        this.file = file;
        this.identity = identity;
        this.summary = summary;
        this.workspace = workspace;
        this.findings = findings;
        this.onRead = onRead;
        this.ends = new TableEnds(file.path(), identity, summary, crc);
        this.counted = new Contents(summary.engineMillis());
        this.piece = workspace.take(PIECE + SLACK);
        this.shown = piece;
    }

    CheckedTable run() {
        try {
            if (isFine(() -> ends.requireSize(file.size()))) {
                checkParts();
            }
        } finally {
            PackedPiece last = packed;
            if (last != null) {
                last.close();
            }
        }
        return new CheckedTable(blocks, summary.bytes(), file.isDirect());
    }

    private void checkParts() {
        boolean hasHeader = isFine(() -> {
            file.read(piece, 0, TableFormat.HEADER_SIZE, 0);
            ends.requireHeader(piece);
        });
        Integer headerChecksum = hasHeader ? TableHeader.storedChecksum(piece, 0) : null;
        Footer footer = orNull(() -> {
            file.read(piece, 0, TableFormat.FOOTER_SIZE, summary.bytes() - TableFormat.FOOTER_SIZE);
            return ends.footer(piece, headerChecksum);
        });
        if (footer == null) {
            return;
        }
        TableIndex index =
                orNull(() -> IndexCheck.check(file.path(), footer.index(), summary.entries(), section(footer.index())));
        if (index != null) {
            index.requireCodecs(file.path());
            Region filter = orNull(() -> section(footer.filter()));
            KeyFilter known = filter == null
                    ? KeyFilter.NONE
                    : KeyFilter.of(footer.filterShape(), filter, footer.filter().length() / Filter.LINE);
            for (int block = 0; block < index.count(); block++) {
                checkBlock(index, block, known);
            }
        }
        isFine(() -> ends.requireProperties(footer.properties(), section(footer.properties())));
        if (index != null && isWhole) {
            isFine(() -> ends.requireCounted(counted.summary(summary.number(), summary.bytes(), summary.checksum())));
        }
    }

    private Region section(Footer.Section section) {
        Region region = workspace.take(section.length() + Long.BYTES);
        file.read(region, 0, section.length(), section.offset());
        onRead.accept(section.length());
        int found = identity.checksum(crc, section.kind(), section.offset(), region, 0, (int) section.length());
        if (found != section.checksum()) {
            throw TableFile.damaged(
                    file.path(), TableFile.kindOf(section.kind()), section.offset(), section.checksum(), found);
        }
        return region;
    }

    private void checkBlock(TableIndex index, int block, KeyFilter known) {
        int length = index.length(block);
        boolean isFine = isFine(() -> {
            if (index.isPacked(block)) {
                readPacked(index, block);
            } else {
                readBlock(index, block);
                shown = piece;
                shownLength = length;
            }
            new BlockCheck(file.path(), index, summary, shown, block, 0, shownLength).check();
        });
        onRead.accept(length);
        if (!isFine) {
            isWhole = false;
            return;
        }
        blocks++;
        int count = index.entries(block);
        long before = 0;
        for (int i = 0; i < count; i++) {
            long entry = Block.entry(shown, 0, shownLength, count, i);
            boolean isVersion = i == 0 ? index.continues(block) : Block.isSameKey(shown, before, entry);
            count(entry, isVersion);
            if (!isVersion) {
                requireKnown(known, block, entry);
            }
            before = entry;
        }
    }

    private void readPacked(TableIndex index, int block) {
        PackedPiece there = packed;
        if (there == null) {
            there = new PackedPiece(workspace);
            packed = there;
        }
        long offset = index.offset(block);
        int length = index.length(block);
        file.read(there.packed(), 0, length, offset);
        int found = identity.checksum(crc, Identity.BLOCK, offset, there.packed(), 0, length);
        requireChecksum(index, block, found);
        shownLength = there.unpack(file.path(), index, block);
        shown = there.raw();
    }

    /// All of a block into the piece, if it is of several entries, or what is looked at of a single large one.
    private void readBlock(TableIndex index, int block) {
        long offset = index.offset(block);
        int length = index.length(block);
        if (length > piece.size() - SLACK && index.entries(block) > 1) {
            piece = workspace.take((long) length + SLACK);
        }
        int held = (int) Math.min(length, piece.size() - SLACK);
        file.read(piece, 0, held, offset);
        identity.begin(crc, Identity.BLOCK, offset).update(piece, 0, held);
        if (held < length) {
            checksumRest(offset, held, length);
        }
        requireChecksum(index, block, crc.value());
    }

    private void requireChecksum(TableIndex index, int block, int found) {
        if (found != index.checksum(block)) {
            String what = "block " + block + " of " + index.length(block) + " bytes";
            throw TableFile.damaged(file.path(), what, index.offset(block), index.checksum(block), found);
        }
    }

    private void checksumRest(long offset, int held, int length) {
        Region rest = workspace.takeShared(PIECE);
        for (int done = held; done < length; ) {
            int part = Math.min(length - done, PIECE);
            file.read(rest, 0, part, offset + done);
            crc.update(rest, 0, part);
            done += part;
        }
    }

    private void count(long entry, boolean isVersion) {
        counted.add(
                Block.keyLength(shown, entry),
                Block.valueLength(shown, entry),
                Block.kind(shown, entry),
                Block.sequence(shown, entry),
                Block.expiry(shown, entry),
                isVersion);
    }

    private void requireKnown(KeyFilter known, int block, long entry) {
        long key = Block.keyOffset(shown, entry);
        int length = Block.keyLength(shown, entry);
        if (!isFilterTold && !known.knows(KeyHash.of(shown, key, length), block)) {
            isFilterTold = true;
            findings.accept(new CorruptionException(
                    file.path(),
                    0,
                    "a filter that knows key " + KeyBytes.copyOf(shown, key, length),
                    "one that denies it"));
        }
    }

    private boolean isFine(Runnable step) {
        try {
            step.run();
            return true;
        } catch (CorruptionException | FormatVersionException | StoreIoException found) {
            findings.accept(found);
            return false;
        }
    }

    private <T> @Nullable T orNull(Supplier<T> step) {
        try {
            return step.get();
        } catch (CorruptionException | FormatVersionException | StoreIoException found) {
            findings.accept(found);
            return null;
        }
    }
}

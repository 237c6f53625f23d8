package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.format.RecordLimits;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a table is put together from, piece by piece, on its way into a sink: blocks, index, filter, properties,
/// footer, and their checksums.
///
/// **Owner:** one thread.
final class TableParts implements AutoCloseable {
    /// What large entries are handed on in.
    private static final int PIECE_SIZE = 64 * 1024;

    /// Per key.
    private static final int SIGNPOST_BITS = Signposts.LINE * Byte.SIZE / Signposts.KEYS_PER_LINE;

    /// Bits per key of the filter before signposts, at most: whom it lets pass is looked at once more (decision 256).
    private static final int SIEVE_BITS = 6;

    private final TableConfig config;
    private final Identity identity;
    private final Workspace workspace;
    private final IndexBuilder index;
    private final SignpostBuilder keys;
    private final Contents contents;
    private final Crc32c crc = new Crc32c();
    private final Region header;
    private final Region keptKey;
    private final Region piece;
    private final BlockBuilder block;

    /// Null when blocks are stored as they are.
    private final @Nullable BlockPacker packer;

    /// An entry that is larger has a block that is never at hand as a whole.
    private final int largest;

    /// @throws io.varve.nativeio.MemoryRefusedException with nothing taken
    TableParts(TableConfig config, Codec codec, long number, Memory memory, MemoryAccount account, long engineMillis) {
        this.config = config;
        this.identity = new Identity(config.store(), number);
        this.workspace = new Workspace(memory, account);
        this.index = new IndexBuilder(memory, account);
        int lines = codec == Codec.NONE ? config.blockBytes() / Signposts.LINE : 1;
        this.keys = new SignpostBuilder(memory, account, config.hasSignposts(), Signposts.bits(lines));
        this.contents = new Contents(engineMillis);
        try {
            this.header = workspace.take(TableFormat.HEADER_SIZE);
            this.keptKey = workspace.take(RecordLimits.MAX_KEY_LENGTH + Keys.SLACK);
            int blockBytes = config.blockBytes();
            this.largest = codec == Codec.NONE ? blockBytes : Math.max(blockBytes, BlockPacker.MAX_ENTRY);
            this.piece = workspace.take(Math.max(PIECE_SIZE, blockBytes + largest));
            this.block = new BlockBuilder(workspace.take((long) blockBytes + largest + Keys.SLACK), blockBytes);
            this.packer = codec == Codec.NONE ? null : new BlockPacker(codec, piece, workspace);
        } catch (RuntimeException | Error e) {
            workspace.close();
            throw e;
        }
        TableHeader.put(header, 0, config.store(), number, engineMillis, crc);
    }

    /// The first bytes of the file.
    Region header() {
        return header;
    }

    Region keptKey() {
        return keptKey;
    }

    BlockBuilder block() {
        return block;
    }

    Contents contents() {
        return contents;
    }

    /// A buffer that lives as long as this.
    Region buffer(long size) {
        return workspace.take(size);
    }

    /// Adds the key of the entry that was put last.
    void addKey(long hash) {
        if (config.bitsPerKey() == 0 && !config.hasSignposts()) {
            return;
        }
        if (block.isEmpty()) {
            // It was a large one, whose block has ended.
            keys.add(hash, 0);
            keys.endBlock(index.count() - 1, TableFormat.entriesOffset(1));
        } else {
            keys.add(hash, block.lastEntry());
        }
    }

    /// The largest entry that is put into a block with others, or into one of its own that is at hand as a whole.
    int largest() {
        return largest;
    }

    /// Bytes that are not in the sink yet.
    long pendingBytes() {
        return block.size()
                + index.size()
                + contents.keys()
                        * (config.hasSignposts() ? SIGNPOST_BITS + sieveBits() : config.bitsPerKey())
                        / Byte.SIZE
                + TableFormat.FOOTER_SIZE;
    }

    /// What is kept of keys and blocks until the end, and grows with them.
    long keptBytes() {
        return index.size() + keys.size();
    }

    /// Begins a block: one that would reach less than a quarter of its size to the next multiple of it may
    /// reach to the one after. So blocks of a page lie in one page each, wherever a large entry has ended.
    void beginBlock(TableSink sink, Region key, long keyOffset, int fenceLength, long sequence) {
        index.begin(key, keyOffset, fenceLength, sequence);
        int size = config.blockBytes();
        if (packer != null) {
            block.begin(size);
            return;
        }
        int limit = size - (int) (sink.position() % size);
        block.begin(Math.min(limit < size / 4 ? limit + size : limit, TableFormat.MAX_SHARED));
    }

    /// Hands the block on, if there is one.
    void endBlock(TableSink sink) {
        if (block.isEmpty()) {
            return;
        }
        int skip = block.skip();
        int length = block.size();
        block.put(piece, skip);
        BlockPacker packing = packer;
        if (packing != null) {
            int packed = packing.pack(length);
            if (packed > 0) {
                putBlock(sink, packing.packed(), packed, skip, packing.codec());
            } else {
                putBlock(sink, piece, length, skip, Codec.NONE.number());
            }
            return;
        }
        int rest = (int) Math.floorMod(-(sink.position() + length), (long) config.blockBytes());
        if (rest <= config.blockBytes() / 16) {
            piece.fill(length, rest, (byte) 0);
            length += rest;
        }
        putBlock(sink, piece, length, skip, Codec.NONE.number());
    }

    private void putBlock(TableSink sink, Region from, int length, int skip, int codec) {
        int checksum = identity.checksum(crc, Identity.BLOCK, sink.position(), from, 0, length);
        int flags = flags(block.hasVersions()) | codec << TableFormat.CODEC_SHIFT;
        index.end(sink.position(), length, checksum, block.count(), skip, flags);
        keys.endBlock(index.count() - 1, TableFormat.entriesOffset(block.count()));
        sink.append(from, 0, length);
        block.begin(0);
    }

    /// Hands on a block of one entry.
    void putLarge(
            TableSink sink,
            Region key,
            long keyOffset,
            int keyLength,
            Region value,
            long valueOffset,
            int valueLength,
            int kind,
            long sequence,
            long expiry,
            boolean isVersion) {
        long offset = sink.position();
        identity.begin(crc, Identity.BLOCK, offset);
        int length = new LargeEntry(piece, sink, crc)
                .write(key, keyOffset, keyLength, value, valueOffset, valueLength, kind, sequence, expiry);
        index.end(offset, length, crc.value(), 1, 0, flags(isVersion));
    }

    /// Hands on all that follows the blocks, and has it made durable and read back.
    TableSummary finish(TableSink sink) {
        long indexSize = index.size();
        Region indexRegion = workspace.take(indexSize);
        index.put(indexRegion);
        Footer.Section indexSection = append(sink, Identity.INDEX, indexRegion, indexSize);
        Footer.Section filterSection = putFilter(sink);
        long propertiesSize = Properties.size(contents.smallest(), contents.largest());
        Region properties = workspace.take(propertiesSize);
        contents.put(properties, config);
        Footer.Section propertiesSection = append(sink, Identity.PROPERTIES, properties, propertiesSize);

        long size = sink.position() + TableFormat.FOOTER_SIZE;
        Region footer = workspace.take(TableFormat.FOOTER_SIZE);
        int checksum = new Footer(
                        indexSection,
                        filterSection,
                        propertiesSection,
                        filterShape(),
                        size,
                        TableHeader.storedChecksum(header, 0))
                .put(footer, identity, crc);
        Footer.Section footerSection = append(sink, Identity.FOOTER, footer, TableFormat.FOOTER_SIZE);
        int headerChecksum = identity.checksum(crc, Identity.HEADER, 0, header, 0, TableFormat.HEADER_SIZE);
        sink.finish(new BuildCheck(
                sink.path(),
                identity,
                headerChecksum,
                index,
                List.of(indexSection, filterSection, propertiesSection, footerSection)));
        return contents.summary(identity.number(), size, checksum);
    }

    @Override
    public void close() {
        BlockPacker last = packer;
        if (last != null) {
            last.close();
        }
        workspace.close();
        index.close();
        keys.close();
    }

    private int flags(boolean hasVersions) {
        return (hasVersions ? TableFormat.HAS_VERSIONS : 0) | (index.continues() ? TableFormat.CONTINUES : 0);
    }

    private int sieveBits() {
        return Math.min(SIEVE_BITS, config.bitsPerKey());
    }

    private FilterShape filterShape() {
        if (keys.hasSignposts(index.count())) {
            FilterShape posts = FilterShape.signposts(Signposts.bits(index.count()), keys.lineBits());
            int bits = sieveBits();
            int lines = Math.toIntExact(Filter.lines(keys.count(), bits));
            return lines == 0 ? posts : posts.withBits(Filter.probes(bits), lines);
        }
        return config.bitsPerKey() == 0 ? FilterShape.NONE : FilterShape.bits(Filter.probes(config.bitsPerKey()));
    }

    private Footer.Section putFilter(TableSink sink) {
        FilterShape shape = filterShape();
        if (shape.isNone()) {
            return new Footer.Section(Identity.FILTER, sink.position(), 0, 0);
        }
        long lines = shape.isOfSignposts()
                ? Signposts.lines(keys.count()) + shape.bitLines()
                : Filter.lines(keys.count(), config.bitsPerKey());
        Region filter = workspace.take(lines * Filter.LINE);
        keys.putInto(KeyFilter.of(shape, filter, lines));
        return append(sink, Identity.FILTER, filter, lines * Filter.LINE);
    }

    private Footer.Section append(TableSink sink, int kind, Region region, long size) {
        int length = Math.toIntExact(size);
        long offset = sink.position();
        int checksum = identity.checksum(crc, kind, offset, region, 0, length);
        sink.append(region, 0, length);
        return new Footer.Section(kind, offset, length, checksum);
    }
}

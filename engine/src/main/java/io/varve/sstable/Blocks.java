package io.varve.sstable;

import io.varve.cursor.Cursor;
import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import java.util.Objects;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The blocks of an open table, mapped, each checked before it is first read.
///
/// The first touch of a block reads it into private memory by a call, which brings its pages in, all at once and no
/// others, while the thread that waits for the device is not in Java code and holds up no safepoint; checksums what was
/// read (F1); and checks that what is mapped makes sense. Then a word says so, and later touches cost a look at that
/// word. Two threads may check the same block at once: both say the same.
///
/// A packed block is copied, checksummed and unpacked each time that a reader comes to it ([BlockReader]); that it
/// makes sense is looked at once.
///
/// What the device says later, when the page cache has forgotten a page, is not checked again.
///
/// **Owner:** any thread.
final class Blocks implements AutoCloseable {
    /// The word of a packed block that was checked.
    private static final long CHECKED = 1;

    private static final int LINE = 64;

    private final @Nullable TableFile file;
    private final @Nullable Mapping mapping;
    private final Region region;
    private final TableIndex index;
    private final TableSummary summary;

    /// A [BlockWord] per block.
    private final Region words;

    /// What is told of a table that cannot be read; null when it can.
    private final @Nullable Supplier<StoreException> lost;

    /// In the region of one that cannot be read: where its largest key stands.
    private final long lostLargest;

    /// Whether any block is packed.
    private final boolean hasPacked;

    /// Whether any block goes on with a key of the one before.
    private final boolean hasContinued;

    /// @param file belongs to this from now on, and the mapping too
    /// @param words as many words of zeros as there are blocks; stays its owner's
    Blocks(TableFile file, Mapping mapping, TableIndex index, TableSummary summary, Region words) {
        this(file, mapping, mapping.region(), index, summary, words, null, 0);
    }

    private Blocks(
            @Nullable TableFile file,
            @Nullable Mapping mapping,
            Region region,
            TableIndex index,
            TableSummary summary,
            Region words,
            @Nullable Supplier<StoreException> lost,
            long lostLargest) {
        this.file = file;
        this.mapping = mapping;
        this.region = region;
        this.index = index;
        this.summary = summary;
        this.words = words;
        this.lost = lost;
        this.lostLargest = lostLargest;
        this.hasPacked = hasAny(index, index::isPacked);
        this.hasContinued = hasAny(index, index::continues);
    }

    /// Those of a table that cannot be read.
    ///
    /// @param region a tombstone of its smallest key, and at `largest` one of its largest
    static Blocks lost(
            TableIndex index,
            TableSummary summary,
            Region region,
            Region words,
            long largest,
            Supplier<StoreException> why) {
        return new Blocks(null, null, region, index, summary, words, why, largest);
    }

    /// A walk over what a snapshot sees.
    Cursor cursor(long sequence) {
        return lost == null ? new TableCursor(this, sequence) : new LostCursor(region, lostLargest, lost);
    }

    Region region() {
        return region;
    }

    TableIndex index() {
        return index;
    }

    /// Whether a block has to be unpacked.
    boolean isPacked(int block) {
        return hasPacked && index.isPacked(block);
    }

    /// Whether a key may have versions in several blocks.
    boolean hasContinued() {
        return hasContinued;
    }

    Rooms rooms() {
        return file().rooms();
    }

    /// Makes sure that a block which is not packed can be read.
    ///
    /// @return its [BlockWord]
    /// @throws CorruptionException when it is not what was written
    long word(int block) {
        long word = words.getLong(Long.BYTES * (long) block);
        return word == BlockWord.UNCHECKED ? check(block) : word;
    }

    /// Whether nobody was at a block yet: then its pages may have to come from the device.
    boolean isNew(int block) {
        return words.getLong(Long.BYTES * (long) block) == BlockWord.UNCHECKED;
    }

    Clock clock() {
        return file().clock();
    }

    /// Has the device begin to read what of a range is not in memory; nobody waits for it.
    void willNeed(long begin, long end) {
        TableFile there = file;
        long from = Math.max(0, begin);
        long to = Math.min(end, summary.bytes());
        if (there != null && from < to) {
            there.file().advise(from, to - from, CacheAdvice.WILL_NEED);
        }
    }

    /// Has all of a block fetched that was read before, if it is mapped: a walk downward comes to it next. (Upward the
    /// processor does so by itself; downward a step took 68 ns, and takes 52.)
    void fetch(int block) {
        long word = words.getLong(Long.BYTES * (long) block);
        if (!BlockWord.isComplete(word) || isPacked(block)) {
            return;
        }
        long end = BlockWord.offset(word) + BlockWord.length(word);
        for (long line = BlockWord.offset(word); line < end; line += LINE) {
            region.prefetch(Math.min(line, end - Long.BYTES));
        }
    }

    /// Unpacks a block to the begin of the reader's room.
    ///
    /// @return its length
    /// @throws CorruptionException when it is not what was written
    int unpack(int block, BlockReader reader) {
        TableFile file = file();
        boolean isFirst = isNew(block);
        long offset = index.offset(block);
        Scratches.Scratch scratch = file.scratches().take();
        try {
            requireRight(scratch, block, isFirst);
            BlockUnpacker unpacker = scratch.unpacker();
            int raw = unpacker.rawLength(file.path(), offset, index.length(block), index.entries(block));
            Rooms.Room room = reader.room(file.rooms(), raw + Keys.SLACK);
            unpacker.unpack(file.path(), offset, index.codec(block), room.buffer, raw);
            if (isFirst) {
                new BlockCheck(file.path(), index, summary, room.region, block, 0, raw).check();
                words.putLong(Long.BYTES * (long) block, CHECKED);
            }
            return raw;
        } catch (InternalError fault) {
            throw damaged(fault);
        } finally {
            file.scratches().give(scratch);
        }
    }

    /// Bytes of the file as they are, right or wrong.
    void read(Region into, long offset, int length, long position) {
        file().read(into, offset, length, position);
    }

    private TableFile file() {
        requireThere();
        return Objects.requireNonNull(file);
    }

    private Mapping mapping() {
        return Objects.requireNonNull(mapping);
    }

    private void requireThere() {
        if (lost != null) {
            throw lost.get();
        }
    }

    /// What an `InternalError` means that came out of an access to the region.
    CorruptionException damaged(InternalError fault) {
        TableFile file = file();
        long size = file.size();
        String found = size == summary.bytes() ? "a page that cannot be read" : size + " bytes";
        CorruptionException damaged = new CorruptionException(
                file.path(), Math.min(size, summary.bytes()), summary.bytes() + " bytes", found);
        damaged.addSuppressed(fault);
        return damaged;
    }

    @Override
    public void close() {
        if (mapping != null) {
            mapping.close();
        }
        if (file != null) {
            file.close();
        }
    }

    private long check(int block) {
        TableFile file = file();
        Scratches.Scratch scratch = file.scratches().take();
        try {
            requireRight(scratch, block, true);
            new BlockCheck(file.path(), index, summary, region, block, index.offset(block), index.length(block))
                    .check();
            long word = BlockWord.of(index.offset(block), index.length(block), index.entries(block), index.skip(block));
            words.putLong(Long.BYTES * (long) block, word);
            return word;
        } catch (InternalError fault) {
            throw damaged(fault);
        } finally {
            file.scratches().give(scratch);
        }
    }

    /// Requires the checksum of a block. One that is no larger than the scratch is in it after that.
    ///
    /// @param isFirst whether nobody was there yet
    private void requireRight(Scratches.Scratch scratch, int block, boolean isFirst) {
        int expected = index.checksum(block);
        long found = isFirst ? readChecksum(scratch, block) : mappedChecksum(scratch, block);
        if (found != (expected & 0xFFFF_FFFFL)) {
            checkAgain(scratch, block, expected);
        }
    }

    private static boolean hasAny(TableIndex index, IntPredicate what) {
        for (int i = 0; i < index.count(); i++) {
            if (what.test(i)) {
                return true;
            }
        }
        return false;
    }

    /// The checksum of a block as the page cache has it, which is what is mapped, as a positive number; or a negative
    /// one when it cannot be read.
    private long readChecksum(Scratches.Scratch scratch, int block) {
        TableFile file = file();
        long offset = index.offset(block);
        int length = index.length(block);
        file.identity().begin(scratch.crc(), Identity.BLOCK, offset);
        for (int done = 0; done < length; done += Scratches.SIZE) {
            int part = Math.min(length - done, Scratches.SIZE);
            if (!file.isRead(scratch.region(), part, offset + done)) {
                return -1;
            }
            scratch.crc().update(scratch.region(), 0, part);
        }
        return scratch.crc().value() & 0xFFFF_FFFFL;
    }

    /// The same of a block as it is mapped, whose pages are mostly there.
    private long mappedChecksum(Scratches.Scratch scratch, int block) {
        TableFile file = file();
        long offset = index.offset(block);
        int length = index.length(block);
        try {
            file.identity().begin(scratch.crc(), Identity.BLOCK, offset);
            for (int done = 0; done < length; done += Scratches.SIZE) {
                int part = Math.min(length - done, Scratches.SIZE);
                scratch.region().copyFrom(0, region, offset + done, part);
                scratch.crc().update(scratch.region(), 0, part);
            }
            return scratch.crc().value() & 0xFFFF_FFFFL;
        } catch (InternalError fault) {
            return -1;
        }
    }

    /// What was wrong in memory may be right on the device (row 57). Then the page cache is asked to forget what
    /// it has, and what is mapped must be right as well.
    private void checkAgain(Scratches.Scratch scratch, int block, int expected) {
        TableFile file = file();
        long offset = index.offset(block);
        int length = index.length(block);
        long size = file.size();
        if (size != summary.bytes()) {
            throw new CorruptionException(
                    file.path(), Math.min(size, summary.bytes()), summary.bytes() + " bytes", size + " bytes");
        }
        int found = file.checksumAgain(scratch, offset, length);
        if (found != expected) {
            throw file.damaged("block " + block + " of " + length + " bytes", offset, expected, found);
        }
        file.file().advise(offset, length, CacheAdvice.DONT_NEED);
        mapping().advise(offset, length, MapAdvice.DONT_NEED);
        boolean isThere = mapping().populateRead(offset, length) != -Errno.EFAULT;
        long mapped = isThere ? mappedChecksum(scratch, block) : -1;
        if (mapped < 0) {
            throw new StoreIoException("madvise(MADV_POPULATE_READ)", file.path(), Errno.EFAULT);
        }
        if ((int) mapped != expected) {
            throw file.damaged(
                    "in memory, block " + block + " of " + length + " bytes", offset, expected, (int) mapped);
        }
        file.counters().onTransientDamage();
    }
}

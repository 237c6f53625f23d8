package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;

/// The blocks of an open table, mapped, each checked before it is first read.
///
/// The first touch of a block brings its pages in by a call, so that a thread that waits for the device is not in
/// Java code and holds up no safepoint; copies the block to private memory and checksums the copy (F1); and checks
/// that it makes sense. Then a word says so, and later touches cost a look at that word. Two threads may check the
/// same block at once: both say the same.
///
/// What the device says later, when the page cache has forgotten a page, is not checked again.
///
/// **Owner:** any thread.
final class Blocks implements AutoCloseable {
    private final TableFile file;
    private final Mapping mapping;
    private final Region region;
    private final TableIndex index;
    private final TableSummary summary;

    /// A [BlockWord] per block.
    private final Region words;

    /// @param file belongs to this from now on, and the mapping too
    /// @param words as many words of zeros as there are blocks; stays its owner's
    Blocks(TableFile file, Mapping mapping, TableIndex index, TableSummary summary, Region words) {
        this.file = file;
        this.mapping = mapping;
        this.region = mapping.region();
        this.index = index;
        this.summary = summary;
        this.words = words;
    }

    Region region() {
        return region;
    }

    TableIndex index() {
        return index;
    }

    /// Makes sure that a block can be read.
    ///
    /// @return where it begins
    /// @throws CorruptionException when it is not what was written
    long ready(int block) {
        word(block);
        return index.offset(block);
    }

    /// Makes sure that a block can be read.
    ///
    /// @return its [BlockWord]
    /// @throws CorruptionException when it is not what was written
    long word(int block) {
        long word = words.getLong(Long.BYTES * (long) block);
        return word == BlockWord.UNCHECKED ? check(block) : word;
    }

    /// What an `InternalError` means that came out of an access to the region.
    CorruptionException damaged(InternalError fault) {
        long size = file.size();
        String found = size == summary.bytes() ? "a page that cannot be read" : size + " bytes";
        CorruptionException damaged = new CorruptionException(
                file.path(), Math.min(size, summary.bytes()), summary.bytes() + " bytes", found);
        damaged.addSuppressed(fault);
        return damaged;
    }

    @Override
    public void close() {
        mapping.close();
        file.close();
    }

    private long check(int block) {
        int expected = index.checksum(block);
        Scratches.Scratch scratch = file.scratches().take();
        try {
            long found = mappedChecksum(scratch, block);
            if (found != (expected & 0xFFFF_FFFFL)) {
                checkAgain(scratch, block, expected);
            }
            new BlockCheck(file.path(), index, summary, region, block, index.offset(block)).check();
            long word = BlockWord.of(index.offset(block), index.length(block), index.entries(block), index.skip(block));
            words.putLong(Long.BYTES * (long) block, word);
            return word;
        } catch (InternalError fault) {
            throw damaged(fault);
        } finally {
            file.scratches().give(scratch);
        }
    }

    /// The checksum of a block as it is mapped, as a positive number; or a negative one when it cannot be read.
    private long mappedChecksum(Scratches.Scratch scratch, int block) {
        long offset = index.offset(block);
        int length = index.length(block);
        try {
            if (mapping.populateRead(offset, length) == -Errno.EFAULT) {
                return -1;
            }
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
        mapping.advise(offset, length, MapAdvice.DONT_NEED);
        long mapped = mappedChecksum(scratch, block);
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

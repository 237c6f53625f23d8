package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreIoException;
import io.varve.format.KeyBytes;
import io.varve.format.RecordKind;
import io.varve.format.RecordLimits;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Region;

/// Builds one table out of sorted entries.
///
/// **Owner:** one thread.
///
/// **Promises:** after the first failure, whatever it is, there is no table and never will be: all that can be
/// done is [#close()]. An `InternalError` that comes while it works is such a failure, wherever it comes from
/// (F2).
public final class TableBuilder implements AutoCloseable {
    private final TableSink sink;
    private final TableParts parts;

    /// The key before, while the block that has it is not at hand any more.
    private final Region keptKey;

    private final TableCounters counters;
    private Region lastRegion;
    private long lastOffset;
    private int lastLength;
    private long lastSequence;
    private boolean isOver;

    /// @param parts belong to it from now on, and `sink` too
    TableBuilder(TableParts parts, TableSink sink, TableCounters counters) {
        this.parts = parts;
        this.sink = sink;
        this.counters = counters;
        this.keptKey = parts.keptKey();
        this.lastRegion = keptKey;
    }

    /// Adds an entry: of the same key as the one before and a lower sequence, or of a larger key.
    ///
    /// @param key has [Keys#SLACK] bytes behind the key
    /// @param expiry milliseconds of engine time; `Long.MAX_VALUE` for never
    /// @throws CorruptionException when it is not above the entry before: what it comes from is not sorted
    /// @throws StoreIoException when the machine refuses a call
    /// @throws ResourceRefusedException when there is no memory for index or filter
    public void add(
            Region key,
            long keyOffset,
            int keyLength,
            Region value,
            long valueOffset,
            int valueLength,
            int kind,
            long sequence,
            long expiry) {
        requireWorking();
        requireEntry(keyLength, valueLength, kind, sequence);
        boolean isDone = false;
        try {
            int order = parts.contents().isEmpty()
                    ? 1
                    : Keys.compare(key, keyOffset, keyLength, lastRegion, lastOffset, lastLength);
            if (order < 0 || (order == 0 && sequence >= lastSequence)) {
                throw unsorted(key, keyOffset, keyLength, sequence);
            }
            boolean isVersion = order == 0;
            long size = EntryFormat.size(keyLength, valueLength, sequence, expiry);
            beginBlockIfNeeded(key, keyOffset, keyLength, sequence, isVersion, size);
            if (size > parts.largest()) {
                parts.putLarge(
                        sink,
                        key,
                        keyOffset,
                        keyLength,
                        value,
                        valueOffset,
                        valueLength,
                        kind,
                        sequence,
                        expiry,
                        isVersion);
                keepKey(key, keyOffset, keyLength);
            } else {
                BlockBuilder block = parts.block();
                block.add(
                        key, keyOffset, keyLength, value, valueOffset, valueLength, kind, sequence, expiry, isVersion);
                lastRegion = block.region();
                lastOffset = block.lastKey();
                lastLength = keyLength;
            }
            lastSequence = sequence;
            if (!isVersion) {
                parts.addKey(KeyHash.of(key, keyOffset, keyLength));
            }
            parts.contents().add(keyLength, valueLength, kind, sequence, expiry, isVersion);
            isDone = true;
        } catch (InternalError fault) {
            throw faulted();
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory(path(), refused.isBudget(), refused);
        } finally {
            isOver = !isDone;
        }
    }

    /// The file, as messages name it.
    public String path() {
        return sink.path();
    }

    /// Bytes of the file as it would be if it ended about now.
    public long bytes() {
        return sink.position() + parts.pendingBytes();
    }

    /// Bytes that are kept until the end and grow with keys and blocks; for index and filter it takes up to three times
    /// as many.
    public long keptBytes() {
        return parts.keptBytes();
    }

    /// Ends the table and makes it durable, name and all. Only once, and only with an entry in it.
    ///
    /// @throws CorruptionException when what is read back is not what was written
    /// @throws StoreIoException when the machine refuses a call
    /// @throws ResourceRefusedException when there is no memory for index or filter
    public TableSummary finish() {
        requireWorking();
        if (parts.contents().isEmpty()) {
            throw new IllegalStateException(path() + ": a table without entries");
        }
        isOver = true;
        try {
            parts.endBlock(sink);
            parts.contents().largest(lastRegion, lastOffset, lastLength);
            TableSummary summary = parts.finish(sink);
            if (!sink.wasReadDirectly()) {
                counters.onCachedReadBack();
            }
            return summary;
        } catch (InternalError fault) {
            throw faulted();
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory(path(), refused.isBudget(), refused);
        }
    }

    /// Gives everything back; a table that was not finished is abandoned, and its file removed if possible.
    @Override
    public void close() {
        isOver = true;
        sink.close();
        parts.close();
    }

    /// A block begins with the first entry, with one that the block before has no room for, and with a large one.
    private void beginBlockIfNeeded(
            Region key, long keyOffset, int keyLength, long sequence, boolean isVersion, long size) {
        BlockBuilder block = parts.block();
        boolean isLarge = size > parts.largest();
        if (!isLarge && !block.isEmpty() && block.fits(size)) {
            return;
        }
        if (!block.isEmpty()) {
            keepKey(lastRegion, lastOffset, lastLength);
            parts.endBlock(sink);
        }
        if (parts.contents().isEmpty()) {
            parts.contents().smallest(key, keyOffset, keyLength);
            parts.beginBlock(sink, key, keyOffset, 0, TableFormat.BEFORE_ALL);
        } else if (isVersion) {
            parts.beginBlock(sink, key, keyOffset, keyLength, sequence);
        } else {
            int common = Keys.commonLength(key, keyOffset, keyLength, lastRegion, lastOffset, lastLength);
            parts.beginBlock(sink, key, keyOffset, common + 1, TableFormat.BEFORE_ALL);
        }
    }

    private void keepKey(Region key, long keyOffset, int keyLength) {
        keptKey.copyFrom(0, key, keyOffset, keyLength);
        lastRegion = keptKey;
        lastOffset = 0;
        lastLength = keyLength;
    }

    private void requireWorking() {
        if (isOver) {
            throw new IllegalStateException(path() + ": the table is finished, has failed or was abandoned");
        }
    }

    private static void requireEntry(int keyLength, int valueLength, int kind, long sequence) {
        boolean isKey = keyLength >= 0 && keyLength <= RecordLimits.MAX_KEY_LENGTH;
        boolean isValue = valueLength >= 0
                && valueLength <= RecordLimits.MAX_VALUE_LENGTH
                && (valueLength == 0 || kind != RecordKind.DELETE);
        if (!isKey || !isValue || !RecordKind.isKnown(kind) || sequence <= 0 || sequence == Long.MAX_VALUE) {
            throw new IllegalArgumentException("an entry of kind " + kind + " with sequence " + sequence + ", a key of "
                    + keyLength + " and a value of " + valueLength + " bytes");
        }
    }

    private CorruptionException unsorted(Region key, long offset, int length, long sequence) {
        return new CorruptionException(
                path(),
                sink.position(),
                "an entry above key " + KeyBytes.copyOf(lastRegion, lastOffset, lastLength) + " with sequence "
                        + lastSequence,
                "key " + KeyBytes.copyOf(key, offset, length) + " with sequence " + sequence);
    }

    private StoreIoException faulted() {
        return new StoreIoException("access to mapped memory while writing", path(), Errno.EIO);
    }
}

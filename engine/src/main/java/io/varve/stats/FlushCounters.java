package io.varve.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What flushes have done.
///
/// **Owner:** the thread that installs tables adds; any thread reads.
public final class FlushCounters {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int FLUSHES = 0;
    private static final int MEMTABLE_BYTES = 1;
    private static final int TABLE_BYTES = 2;
    private static final int FAILURES = 3;
    private static final int RETRIES = 4;
    private static final int MERGES = 5;
    private static final int MERGE_READ_BYTES = 6;
    private static final int MERGE_WRITTEN_BYTES = 7;
    private static final int MERGE_RUNS = 8;
    private static final int MERGE_BEGAN = 9;
    private static final int MOVES = 10;

    private final long[] counts = new long[MOVES + 1];
    private final Histogram streamNanos = new Histogram();
    private final Histogram installNanos = new Histogram();

    /// A memtable is in a durable table.
    public void onFlush(long memtableBytes, long tableBytes) {
        add(FLUSHES, 1);
        add(MEMTABLE_BYTES, memtableBytes);
        add(TABLE_BYTES, tableBytes);
    }

    /// A merge begins.
    public void onMergeBegun(long nanoTime) {
        if (counts[MERGE_RUNS] == 0) {
            ELEMENT.setOpaque(counts, MERGE_BEGAN, nanoTime);
        }
        ELEMENT.setRelease(counts, MERGE_RUNS, counts[MERGE_RUNS] + 1);
    }

    /// It has ended, well or not.
    public void onMergeOver() {
        ELEMENT.setRelease(counts, MERGE_RUNS, counts[MERGE_RUNS] - 1);
    }

    /// How long merges have been running without a pause; 0 when none runs.
    public long mergingNanos(long nanoTime) {
        return (long) ELEMENT.getAcquire(counts, MERGE_RUNS) == 0 ? 0 : Math.max(1, nanoTime - get(MERGE_BEGAN));
    }

    /// Tables are merged into others.
    public void onMerge(long readBytes, long writtenBytes) {
        add(MERGES, 1);
        add(MERGE_READ_BYTES, readBytes);
        add(MERGE_WRITTEN_BYTES, writtenBytes);
    }

    /// Tables stand elsewhere, or are gone, without a merge.
    public void onMove() {
        add(MOVES, 1);
    }

    /// How often that was.
    public long moves() {
        return get(MOVES);
    }

    /// An attempt failed.
    public void onFailure() {
        add(FAILURES, 1);
    }

    /// An attempt was made after one that failed.
    public void onRetry() {
        add(RETRIES, 1);
    }

    /// Memtables that are in durable tables.
    public long flushes() {
        return get(FLUSHES);
    }

    /// Bytes that those used in memory.
    public long memtableBytes() {
        return get(MEMTABLE_BYTES);
    }

    /// Bytes of their tables.
    public long tableBytes() {
        return get(TABLE_BYTES);
    }

    /// Merges that were installed.
    public long merges() {
        return get(MERGES);
    }

    /// Bytes of tables that went into those.
    public long mergeReadBytes() {
        return get(MERGE_READ_BYTES);
    }

    /// Bytes of tables that came out of those.
    public long mergeWrittenBytes() {
        return get(MERGE_WRITTEN_BYTES);
    }

    /// Attempts that failed.
    public long failures() {
        return get(FAILURES);
    }

    /// Attempts after one that failed.
    public long retries() {
        return get(RETRIES);
    }

    /// How long it took to write a table.
    public Histogram streamNanos() {
        return streamNanos;
    }

    /// How long it took to install one.
    public Histogram installNanos() {
        return installNanos;
    }

    private void add(int index, long amount) {
        ELEMENT.setOpaque(counts, index, counts[index] + amount);
    }

    private long get(int index) {
        return (long) ELEMENT.getOpaque(counts, index);
    }
}

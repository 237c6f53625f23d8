package io.varve;

import io.varve.error.RejectionCause;
import io.varve.event.StoreState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// What a store has done since it was opened, and what it holds, at one moment.
///
/// Taking it disturbs nobody, and so its numbers are not of exactly one moment: each is right, but one
/// may already count a write that another does not. Counters never go back while the store is open.
///
/// @param state what the store can do
/// @param visibleSequence number of the last operation that readers see
/// @param durableSequence number of the last operation that survives a power failure
/// @param backgroundFailures what failed on the store's own threads, retried or not; each was an event
/// @param forgottenHandles cursors, snapshots and batches that were collected and never closed; of cursors and
///     snapshots one of 1024 is watched
/// @param writes what was asked of the store
/// @param log what went to the log
/// @param memtables what is in memory and not yet in tables
/// @param tables what is in tables, and how it came there
/// @param ring what is on its way to the writer
/// @param cursors that are open
/// @param memory what is used of the memory budget
/// @param events what was told to listeners
public record StoreStats(
        StoreState state,
        long visibleSequence,
        long durableSequence,
        long backgroundFailures,
        long forgottenHandles,
        Writes writes,
        Log log,
        Memtables memtables,
        Tables tables,
        Ring ring,
        Cursors cursors,
        Memory memory,
        Events events) {

    /// Values and how they are spread. Percentiles are at most an eighth above the truth.
    ///
    /// @param count how many values
    /// @param sum all added up
    /// @param max the largest, exactly
    public record Distribution(long count, long sum, long p50, long p90, long p99, long p999, long max) {
        /// The average; 0 when there are no values.
        public double mean() {
            return count == 0 ? 0 : (double) sum / count;
        }
    }

    /// What was asked of the store.
    ///
    /// @param calls writes that were applied, a batch counting once
    /// @param records operations in them
    /// @param bytes of keys and values in them
    /// @param groups they were written in
    /// @param groupRecords operations per group
    /// @param unknown writes whose outcome is unknown
    /// @param rejections writes that were rejected, by cause; causes without any are missing
    /// @param stalls writes that had to wait, by what they waited for; likewise
    public record Writes(
            long calls,
            long records,
            long bytes,
            long groups,
            Distribution groupRecords,
            long unknown,
            Map<RejectionCause, Long> rejections,
            Map<RejectionCause, Stall> stalls) {
        /// With maps that do not change and are in the order of the causes.
        public Writes {
            rejections = Collections.unmodifiableMap(new TreeMap<>(rejections));
            stalls = Collections.unmodifiableMap(new TreeMap<>(stalls));
        }
    }

    /// Writes that waited for the same thing.
    ///
    /// @param count how many
    /// @param nanos how long, added up
    public record Stall(long count, long nanos) {}

    /// What went to the log. Its bytes are those of its files; what the same writes use in memory is in
    /// [Memtables].
    ///
    /// @param bytes written to log files, with headers and padding
    /// @param segments log files that hold what is not in tables yet
    /// @param segmentsRolled how often the log went on in its next file
    /// @param syncs that succeeded
    /// @param syncNanos how long they took
    public record Log(long bytes, long segments, long segmentsRolled, long syncs, Distribution syncNanos) {}

    /// What is in memory and not yet in tables.
    ///
    /// @param entries in the one that takes writes
    /// @param bytes it uses of its arena
    /// @param frozen how many wait to become tables
    /// @param frozenBytes their arenas use
    /// @param frozenEver how many were frozen so far
    /// @param rotationNanos how long no write went on while one memtable followed another
    public record Memtables(
            long entries, long bytes, long frozen, long frozenBytes, long frozenEver, Distribution rotationNanos) {}

    /// What is in tables on disk, and how it came there.
    ///
    /// @param snapshotId of what the store consists of on disk
    /// @param level0 tables of single flushes
    /// @param inRuns tables of sorted runs
    /// @param bytes of all of them
    /// @param entries in them, versions and tombstones included
    /// @param retiredBytes of memtables and tables that are kept for those who still read them
    /// @param flushes memtables that became tables
    /// @param flushedBytes written for those
    /// @param merges that were done
    /// @param mergeReadBytes read for those
    /// @param mergedBytes written for those
    /// @param moves merges that needed none: tables stand in another level since, or are gone
    /// @param debtBytes that must be rewritten before every level is as large as it should be, about
    /// @param levels that have tables, from the top
    /// @param mergingNanos how long merges have been running without a pause; 0 when none runs
    /// @param failures of flushes and merges; each was an event
    /// @param retries of flushes
    /// @param damagedReads that met a damaged block
    /// @param streamNanos how long it took to write a table
    /// @param installNanos how long it took to make one part of the store
    public record Tables(
            long snapshotId,
            long level0,
            long inRuns,
            long bytes,
            long entries,
            long retiredBytes,
            long flushes,
            long flushedBytes,
            long merges,
            long mergeReadBytes,
            long mergedBytes,
            long moves,
            long debtBytes,
            List<Level> levels,
            long mergingNanos,
            long failures,
            long retries,
            long damagedReads,
            Distribution streamNanos,
            Distribution installNanos) {
        /// Of an immutable list.
        public Tables {
            levels = List.copyOf(levels);
        }

        /// How many bytes went to tables for each that was flushed first; 0 before the first flush.
        public double writeAmplification() {
            return flushedBytes == 0 ? 0 : (double) (flushedBytes + mergedBytes) / flushedBytes;
        }
    }

    /// The tables of a level.
    ///
    /// @param level 0 for those of single flushes
    /// @param runs sorted runs in it; at level 0 flushes
    /// @param tables in it
    /// @param bytes of them
    /// @param entries in them, versions and tombstones included
    /// @param tombstones among those
    public record Level(int level, int runs, long tables, long bytes, long entries, long tombstones) {}

    /// What is on its way to the writer.
    ///
    /// @param capacity slots
    /// @param used slots that hold a write the writer has not finished
    public record Ring(long capacity, long used) {}

    /// Cursors that are open, those included that were forgotten. Each keeps memory and files that the store gave up
    /// since ([Tables#retiredBytes]).
    ///
    /// @param open how many
    /// @param oldestNanos how long the oldest has been open
    public record Cursors(long open, long oldestNanos) {}

    /// What is used of the memory budget.
    ///
    /// @param limit bytes that may be used
    /// @param used bytes now
    /// @param highWater the most that was used
    /// @param accounts by purpose
    public record Memory(long limit, long used, long highWater, List<Account> accounts) {
        /// Of an immutable list.
        public Memory {
            accounts = List.copyOf(accounts);
        }
    }

    /// What one purpose uses of the memory budget.
    ///
    /// @param purpose such as `memtable`
    /// @param used bytes now
    /// @param highWater the most it used
    public record Account(String purpose, long used, long highWater) {}

    /// What was told to listeners.
    ///
    /// @param told events
    /// @param lost events dropped because the listener was too slow
    /// @param listenerFailures how often the listener threw
    public record Events(long told, long lost, long listenerFailures) {}

    /// One part per line, for people.
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("store: " + state + ", visible " + visibleSequence + ", durable " + durableSequence + ", failures "
                + backgroundFailures + ", forgotten handles " + forgottenHandles);
        lines.add(writes.toString());
        lines.add(log.toString());
        lines.add(memtables.toString());
        lines.add(tables.toString());
        lines.add(ring.toString());
        lines.add(cursors.toString());
        lines.add(memory.toString());
        lines.add(events.toString());
        return lines.toString();
    }
}

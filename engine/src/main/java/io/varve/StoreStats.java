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
/// @param isCounting whether everything is counted; else (`StoreOptions.statistics()`) reads, distributions and
///     what follows from them are 0
/// @param visibleSequence number of the last operation that readers see
/// @param durableSequence number of the last operation that survives a power failure
/// @param backgroundFailures what failed on the store's own threads, retried or not; each was an event
/// @param forgottenHandles cursors, snapshots and batches that were collected and never closed; of cursors and
///     snapshots one of 1024 is watched
/// @param writes what was asked of the store
/// @param reads what was looked up
/// @param log what went to the log
/// @param memtables what is in memory and not yet in tables
/// @param tables what is in tables, and how it came there
/// @param levels of tables, level 0 first; those without any are missing
/// @param amplification what it costs in bytes and looks
/// @param adaptation how many runs levels may have, and why
/// @param ring what is on its way to the writer
/// @param cursors that are open
/// @param memory what is used of the memory budget
/// @param events what was told to listeners
public record StoreStats(
        StoreState state,
        boolean isCounting,
        long visibleSequence,
        long durableSequence,
        long backgroundFailures,
        long forgottenHandles,
        Writes writes,
        Reads reads,
        Log log,
        Memtables memtables,
        Tables tables,
        List<Level> levels,
        Amplification amplification,
        Adaptation adaptation,
        Ring ring,
        Cursors cursors,
        Memory memory,
        Events events) {
    /// Of an immutable list.
    public StoreStats {
        levels = List.copyOf(levels);
    }

    /// Values and how they are spread. Percentiles are at most a 32nd above the truth.
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
    /// @param commitNanos how long groups took, from the log until all were answered: each that waited for a
    ///     sync, one of 16 others
    /// @param unknown writes whose outcome is unknown
    /// @param rejections writes that were rejected, by cause; causes without any are missing
    /// @param stalls writes that had to wait, by what they waited for; likewise
    /// @param bytesPerSecond that are let in while merges are behind; 0 when none are, `Long.MAX_VALUE` when
    ///     there is no limit
    public record Writes(
            long calls,
            long records,
            long bytes,
            long groups,
            Distribution groupRecords,
            Distribution commitNanos,
            long unknown,
            Map<RejectionCause, Long> rejections,
            Map<RejectionCause, Stall> stalls,
            long bytesPerSecond) {
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

    /// What was looked up, key by key. Where a lookup ended there was a value or a tombstone.
    ///
    /// @param inMemory lookups that ended in a memtable
    /// @param inLevel0 lookups that ended in a table of a single flush
    /// @param inRuns lookups that ended in a table of a run
    /// @param nowhere lookups that found nothing of their key
    /// @param filtered tables that could have had a key, and whose filter said no
    /// @param falsePositives tables whose filter said maybe, and that had nothing
    /// @param together keys that were looked up together with others, and are counted nowhere else here
    /// @param seeks of cursors: to a key, to the first, to the last
    /// @param steps entries that cursors took, a few ahead of who asks included
    /// @param sampledNanos how long a lookup took, of one in 256
    public record Reads(
            long inMemory,
            long inLevel0,
            long inRuns,
            long nowhere,
            long filtered,
            long falsePositives,
            long together,
            long seeks,
            long steps,
            Distribution sampledNanos) {
        /// Lookups of one key.
        public long lookups() {
            return inMemory + inLevel0 + inRuns + nowhere;
        }

        /// Tables that were searched for those.
        public long tablesSearched() {
            return inLevel0 + inRuns + falsePositives;
        }
    }

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
    /// @param rawBytes of keys and values in them
    /// @param entries in them, versions and tombstones included
    /// @param tombstones among those
    /// @param unfiltered tables that are looked into for every key in their range: there is no memory for
    ///     their filter (`memoryBudgetBytes`), it is damaged, or none was wanted
    /// @param retiredBytes of memtables and tables that are kept for those who still read them
    /// @param flushes memtables that became tables
    /// @param flushedBytes written for those
    /// @param merges that were done
    /// @param mergeReadBytes read for those
    /// @param mergedBytes written for those
    /// @param moves merges that needed none: tables stand in another level since, or are gone
    /// @param debtBytes that must be rewritten before every level is as large as it should be, about
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
            long rawBytes,
            long entries,
            long tombstones,
            long unfiltered,
            long retiredBytes,
            long flushes,
            long flushedBytes,
            long merges,
            long mergeReadBytes,
            long mergedBytes,
            long moves,
            long debtBytes,
            long mergingNanos,
            long failures,
            long retries,
            long damagedReads,
            Distribution streamNanos,
            Distribution installNanos) {
        /// How many bytes went to tables for each that was flushed first; 0 before the first flush.
        public double writeAmplification() {
            return flushedBytes == 0 ? 0 : (double) (flushedBytes + mergedBytes) / flushedBytes;
        }
    }

    /// The tables of one level.
    ///
    /// @param level 0: single flushes; from 1 on: sorted runs
    /// @param runs of them, each to be looked at by who looks for a key; at level 0 each flush is one
    /// @param tables in those
    /// @param bytes of the tables
    /// @param rawBytes of keys and values in them
    /// @param entries in them, versions and tombstones included
    /// @param tombstones among those
    public record Level(int level, long runs, long tables, long bytes, long rawBytes, long entries, long tombstones) {}

    /// What the store costs beyond what is asked of it. 0 where nothing is known yet.
    ///
    /// @param write bytes written to log and tables since it was opened, for each byte of keys and values that
    ///     was given
    /// @param flushAndMerge likewise, without the log
    /// @param read tables that were searched per lookup of one key
    /// @param space bytes of all tables, for each byte of the deepest level, which holds nearly one version of
    ///     each key and hardly any tombstone
    /// @param compression bytes of all tables, for each byte of keys and values in them
    public record Amplification(double write, double flushAndMerge, double read, double space, double compression) {}

    /// How many runs levels may have, and what that was decided by; rates and costs are 0 when it does not adapt
    /// (`StoreOptions.adaptiveCompaction()`).
    ///
    /// @param isOn whether they follow what is asked
    /// @param runs by level, down to the one above the last: flushes of level 0 that are merged at a time, then
    ///     runs at rest
    /// @param windows of some seconds that were looked at, without those in which nothing was asked
    /// @param changes of the numbers of runs
    /// @param writtenBytes of keys and values per second, in the last windows; likewise the next three
    /// @param lookups that memory did not answer
    /// @param seeks of cursors
    /// @param steps of cursors
    /// @param costNow what merging and looking into runs cost as it is, by the model, in nanoseconds of a
    ///     processor per second
    /// @param costBest what they would with the best numbers of runs
    public record Adaptation(
            boolean isOn,
            List<Integer> runs,
            long windows,
            long changes,
            long writtenBytes,
            long lookups,
            long seeks,
            long steps,
            long costNow,
            long costBest) {
        /// Of an immutable list.
        public Adaptation {
            runs = List.copyOf(runs);
        }
    }

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
    /// @param used bytes now, those included that are kept for a purpose and not used
    /// @param highWater the most that was used, likewise
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
                + backgroundFailures + ", forgotten handles " + forgottenHandles
                + (isCounting ? "" : ", statistics off"));
        lines.add(writes.toString());
        lines.add(reads.toString());
        lines.add(log.toString());
        lines.add(memtables.toString());
        lines.add(tables.toString());
        levels.forEach(level -> lines.add(level.toString()));
        lines.add(amplification.toString());
        lines.add(adaptation.toString());
        lines.add(ring.toString());
        lines.add(cursors.toString());
        lines.add(memory.toString());
        lines.add(events.toString());
        return lines.toString();
    }
}

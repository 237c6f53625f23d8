package io.varve.flush;

import io.varve.format.RecordKind;
import io.varve.format.RecordLimits;
import io.varve.memory.Keys;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.sstable.TableScan;
import io.varve.sstable.TableStore;
import java.util.concurrent.CancellationException;
import java.util.function.LongFunction;

/// Merges tables into one sorted run, and drops what nobody can read any more: versions that are hidden from all
/// snapshots, and tombstones that have nothing left to hide (I-18).
public final class TableMerge implements MergeAttempt.Merging {
    private final TableStore tables;
    private final LongFunction<long[]> snapshots;
    private final Memory memory;
    private final MemoryAccount account;
    private final long tableBytes;

    /// @param snapshots that are open, ascending, for who reads up to an operation; asked when the merge begins:
    ///     one that is opened later reads at or above everything in the tables
    /// @param tableBytes after which the next table of the run begins
    public TableMerge(
            TableStore tables, LongFunction<long[]> snapshots, Memory memory, MemoryAccount account, long tableBytes) {
        this.tables = tables;
        this.snapshots = snapshots;
        this.memory = memory;
        this.account = account;
        this.tableBytes = tableBytes;
    }

    @Override
    public int tablesOf(MergePlan plan) {
        return Math.toIntExact(Math.min(plan.bytes() / tableBytes + 1, MergePlan.MOST_OUTPUTS));
    }

    @Override
    public Built merge(MergeAttempt attempt) {
        Region key = memory.allocate(account, RecordLimits.MAX_KEY_LENGTH + 1L + Keys.SLACK, Pages.BASE);
        try (RunBuilder run = new RunBuilder(tables, account, attempt, tableBytes, key);
                Merge sources = new Merge(attempt.plan().inputs())) {
            Retention retention = new Retention(snapshots.apply(attempt.plan().lastSequence()));
            long newer = Retention.NONE;
            for (TableScan entry = sources.next(); entry != null; entry = sources.next()) {
                if (attempt.isAbandoned()) {
                    throw new CancellationException("the merge was given up");
                }
                if (run.isNewKey(entry)) {
                    run.beginKey(entry);
                    newer = Retention.NONE;
                }
                // The same operation may be in two tables, after a recovery that went back further than tables reach.
                if (entry.sequence() != newer && retention.keeps(entry.sequence(), newer)) {
                    add(run, entry);
                }
                newer = entry.sequence();
            }
            return run.finish();
        } finally {
            memory.free(key);
        }
    }

    /// A tombstone waits for something that it hides.
    private static void add(RunBuilder run, TableScan entry) {
        if (entry.kind() == RecordKind.DELETE) {
            run.keepTombstone(entry.sequence());
        } else {
            run.add(entry);
        }
    }
}

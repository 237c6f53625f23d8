package io.varve.flush;

import io.varve.cursor.Entries;
import io.varve.cursor.EntryMerge;
import io.varve.format.RecordKind;
import io.varve.format.RecordLimits;
import io.varve.memory.Keys;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.recording.Compaction;
import io.varve.sstable.RunScan;
import io.varve.sstable.Table;
import io.varve.sstable.TableStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/// Merges tables into one sorted run, and drops what nobody can read any more: versions that are hidden from all
/// snapshots, and tombstones that have nothing left to hide (I-18).
public final class TableMerge implements MergeAttempt.Merging {
    private final TableStore tables;
    private final LongFunction<long[]> snapshots;
    private final LongSupplier purgeTime;
    private final Memory memory;
    private final Queue<MemoryAccount> accounts;
    private final OutputSize size;
    private final String store;

    /// @param store as recordings name it
    /// @param snapshots that are open, ascending, for who reads up to an operation; asked when the merge begins:
    ///     one that is opened later reads at or above everything in the tables
    /// @param purgeTime by which what is over is a tombstone; asked likewise
    /// @param accounts one for each merge at a time, with a part of the budget of its own
    /// @param size of tables, after which the next one of the run begins
    public TableMerge(
            TableStore tables,
            LongFunction<long[]> snapshots,
            LongSupplier purgeTime,
            Memory memory,
            List<MemoryAccount> accounts,
            OutputSize size,
            String store) {
        this.store = store;
        this.tables = tables;
        this.snapshots = snapshots;
        this.purgeTime = purgeTime;
        this.memory = memory;
        this.accounts = new ConcurrentLinkedQueue<>(accounts);
        this.size = size;
    }

    @Override
    public int tablesOf(MergePlan plan) {
        long kept = 0;
        for (Table input : plan.inputs()) {
            kept += input.keptBytes();
        }
        long most = plan.bytes() / size.bytes() + kept / size.keptBytes() + 1;
        return Math.toIntExact(Math.min(most, MergePlan.MOST_OUTPUTS));
    }

    @Override
    public Built merge(MergeAttempt attempt) {
        Compaction recorded = Compaction.begun();
        MemoryAccount account = Objects.requireNonNull(accounts.poll(), "more merges than there may be");
        Built built;
        try {
            built = write(attempt, account);
        } finally {
            accounts.add(account);
        }
        if (recorded != null) {
            MergePlan plan = attempt.plan();
            String why = plan.pick().reason().name();
            recorded.over(
                    store, why, plan.pick().level(), plan.inputs().size(), plan.bytes(), built.count(), built.bytes());
        }
        return built;
    }

    private Built write(MergeAttempt attempt, MemoryAccount account) {
        Region key = memory.allocate(account, RecordLimits.MAX_KEY_LENGTH + 1L + Keys.SLACK, Pages.BASE);
        List<RunScan> scans = new ArrayList<>();
        try (RunBuilder run = new RunBuilder(tables, account, attempt, size, key)) {
            Retention retention = new Retention(snapshots.apply(attempt.plan().lastSequence()), purgeTime.getAsLong());
            // Half of what is left is for others.
            long window = account.spareBytes() / 2 / attempt.plan().runs().size();
            for (List<Table> input : attempt.plan().runs()) {
                scans.add(tables.scan(input, account, window, attempt::onRead));
            }
            EntryMerge sources = new EntryMerge(scans);
            long newer = Retention.NONE;
            for (Entries entry = sources.next(); entry != null; entry = sources.next()) {
                if (attempt.isAbandoned()) {
                    throw new CancellationException("the merge was given up");
                }
                if (run.isNewKey(entry)) {
                    run.beginKey(entry);
                    newer = Retention.NONE;
                }
                // The same operation may be in two tables, after a recovery that went back further than tables reach.
                if (entry.sequence() != newer && retention.keeps(entry.sequence(), newer)) {
                    add(run, entry, retention);
                }
                newer = entry.sequence();
            }
            return run.finish();
        } finally {
            scans.forEach(RunScan::close);
            memory.free(key);
        }
    }

    @Override
    public long oldestSnapshot() {
        long[] open = snapshots.apply(0);
        return open.length == 0 ? Long.MAX_VALUE : open[0];
    }

    @Override
    public long purgeTime() {
        return purgeTime.getAsLong();
    }

    /// A tombstone waits for something that it hides.
    private static void add(RunBuilder run, Entries entry, Retention retention) {
        if (entry.kind() == RecordKind.DELETE || retention.isOver(entry.expiry())) {
            run.keepTombstone(entry.sequence());
        } else {
            run.add(entry);
        }
    }
}

package io.varve.flush;

import io.varve.cursor.Entries;
import io.varve.format.RecordKind;
import io.varve.memory.Keys;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;
import io.varve.sstable.Table;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableStore;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/// Builds the tables of one sorted run, one after the other. All versions of a key are in one table.
///
/// **Owner:** the streamer's thread.
final class RunBuilder implements AutoCloseable {
    private static final int NO_KEY = -1;

    private final TableStore store;
    private final MemoryAccount account;
    private final MergeAttempt attempt;
    private final OutputSize size;
    private final Region key;
    private final OlderKeys older;
    private final List<Table> finished = new ArrayList<>();

    /// Sequences of tombstones of the current key that nothing older has followed yet.
    private final LongArrayList tombstones = new LongArrayList();

    private int keyLength = NO_KEY;

    /// When it looks the next time whether there is memory for more keys.
    private long lookBytes;

    private int used;
    private @Nullable TableBuilder builder;
    private boolean isHandedOver;

    /// @param account what its builders take, which has no part in what is kept for flushes
    /// @param key room for a key
    RunBuilder(TableStore store, MemoryAccount account, MergeAttempt attempt, OutputSize size, Region key) {
        this.store = store;
        this.account = account;
        this.attempt = attempt;
        this.size = size;
        this.lookBytes = size.keptBytes();
        this.key = key;
        this.older = new OlderKeys(attempt.plan().older());
    }

    /// Whether an entry is not of the key of the one before.
    boolean isNewKey(Entries entry) {
        return keyLength != entry.keyLength()
                || Keys.compare(entry.region(), entry.keyOffset(), entry.keyLength(), key, 0, keyLength) != 0;
    }

    /// Begins with the versions of a key. The tombstones of the one before have hidden nothing, and are gone.
    void beginKey(Entries entry) {
        tombstones.clear();
        keyLength = entry.keyLength();
        key.copyFrom(0, entry.region(), entry.keyOffset(), keyLength);
        TableBuilder full = builder;
        if (full != null && used < attempt.fileNumbers().size() && isFull(full)) {
            finishTable(full);
        }
    }

    /// A table ends early when there is little memory for what more keys need: several smaller ones come of it then,
    /// and not none. Half of what is left is for others.
    private boolean isFull(TableBuilder open) {
        if (open.bytes() >= size.bytes()) {
            return true;
        }
        long kept = open.keptBytes();
        if (kept < lookBytes) {
            return false;
        }
        lookBytes = kept + kept / 4;
        return 2 * kept > account.spareBytes() / 2;
    }

    /// Keeps a tombstone of the current key, if there is something older that it hides: among what is merged, or in
    /// tables that take no part.
    void keepTombstone(long sequence) {
        if (older.mayHave(key, 0, keyLength)) {
            builder().add(key, 0, keyLength, key, 0, 0, RecordKind.DELETE, sequence, Long.MAX_VALUE);
        } else {
            tombstones.addLong(sequence);
        }
    }

    /// Adds a version of the current key, behind the tombstones that hide it.
    void add(Entries entry) {
        TableBuilder open = builder();
        for (int i = 0; i < tombstones.size(); i++) {
            open.add(key, 0, keyLength, key, 0, 0, RecordKind.DELETE, tombstones.getLong(i), Long.MAX_VALUE);
        }
        tombstones.clear();
        open.add(
                key,
                0,
                keyLength,
                entry.region(),
                entry.valueOffset(),
                entry.valueLength(),
                entry.kind(),
                entry.sequence(),
                entry.expiry());
    }

    /// Ends the run; it has no table at all when everything was dropped.
    Built finish() {
        if (builder != null) {
            finishTable(builder);
        }
        isHandedOver = true;
        return new BuiltTables(store, finished);
    }

    /// Abandons what was not finished, and removes what nobody took.
    @Override
    public void close() {
        TableBuilder left = builder;
        if (left != null) {
            left.close();
        }
        if (!isHandedOver) {
            new BuiltTables(store, finished).discard();
        }
    }

    private TableBuilder builder() {
        TableBuilder open = builder;
        if (open == null) {
            long number = attempt.fileNumbers().get(used++);
            open = store.create(number, Math.min(attempt.plan().expectedBytes(), size.bytes()), account);
            builder = open;
            lookBytes = size.keptBytes();
        }
        return open;
    }

    private void finishTable(TableBuilder full) {
        finished.add(FinishedTable.open(store, full));
        builder = null;
        full.close();
    }
}

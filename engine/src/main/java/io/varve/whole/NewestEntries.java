package io.varve.whole;

import io.varve.compaction.Shape;
import io.varve.cursor.Entries;
import io.varve.cursor.EntryMerge;
import io.varve.format.RecordKind;
import io.varve.format.RecordLimits;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableStore;
import io.varve.version.LiveTable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Writes of each key the newest value, and nothing where that is a tombstone: the tables of one sorted run,
/// which is a whole store.
///
/// **Owner:** one thread.
final class NewestEntries {
    private static final int LEVEL = Shape.BOTTOM;
    private static final int NO_KEY = -1;

    private final TableStore tables;
    private final MemoryAccount account;
    private final long tableBytes;
    private final Assembly assembly;
    private final LongConsumer onWritten;
    private final Region key;
    private int keyLength = NO_KEY;
    private @Nullable TableBuilder open;
    private long written;

    private NewestEntries(
            TableStore tables,
            MemoryAccount account,
            long tableBytes,
            Assembly assembly,
            LongConsumer onWritten,
            Region key) {
        this.tables = tables;
        this.account = account;
        this.tableBytes = tableBytes;
        this.assembly = assembly;
        this.onWritten = onWritten;
        this.key = key;
    }

    /// Writes them.
    ///
    /// @param tables of the new store
    /// @param tableBytes after which the next table begins
    /// @param assembly gets the tables
    /// @param onWritten is told of bytes; may throw, to end it
    /// @return how many there are
    static long write(
            EntryMerge sources,
            TableStore tables,
            Memory memory,
            MemoryAccount account,
            long tableBytes,
            Assembly assembly,
            LongConsumer onWritten) {
        Region key = memory.allocate(account, RecordLimits.MAX_KEY_LENGTH + 1L + Keys.SLACK, Pages.BASE);
        NewestEntries newest = new NewestEntries(tables, account, tableBytes, assembly, onWritten, key);
        try {
            for (Entries entry = sources.next(); entry != null; entry = sources.next()) {
                newest.take(entry);
            }
            newest.finish();
            return newest.written;
        } finally {
            newest.abandon();
            memory.free(key);
        }
    }

    private void take(Entries entry) {
        boolean isOlder = keyLength == entry.keyLength()
                && Keys.compare(entry.region(), entry.keyOffset(), keyLength, key, 0, keyLength) == 0;
        if (isOlder) {
            return;
        }
        keyLength = entry.keyLength();
        key.copyFrom(0, entry.region(), entry.keyOffset(), keyLength);
        assembly.keepSequence(entry.sequence());
        if (entry.kind() != RecordKind.DELETE) {
            add(entry);
        }
    }

    private void add(Entries entry) {
        if (open != null && open.bytes() >= tableBytes) {
            finish();
        }
        TableBuilder builder = open;
        if (builder == null) {
            builder = tables.create(assembly.takeNumber(), 1, account);
            open = builder;
        }
        builder.add(
                key,
                0,
                keyLength,
                entry.region(),
                entry.valueOffset(),
                entry.valueLength(),
                entry.kind(),
                entry.sequence(),
                entry.expiry());
        written++;
        onWritten.accept((long) keyLength + entry.valueLength());
    }

    private void finish() {
        TableBuilder full = open;
        if (full != null) {
            TableSummary summary = full.finish();
            assembly.add(LiveTable.ofRun(summary, LEVEL, 0));
            abandon();
        }
    }

    private void abandon() {
        TableBuilder left = open;
        open = null;
        if (left != null) {
            left.close();
        }
    }
}

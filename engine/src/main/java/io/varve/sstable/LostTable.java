package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;

/// A table that cannot be read, in its place among others: whoever asks for a key that it may have is told why,
/// and everybody else never comes here.
final class LostTable {
    private LostTable() {}

    /// A table of one block, which is damaged.
    ///
    /// @param workspace belongs to the table
    static Table of(
            TableSummary summary, StoreException why, Memory memory, MemoryAccount account, Workspace workspace) {
        TableIndex index = new TableIndex(index(summary, memory, account, workspace));
        byte[] smallest = summary.smallest().toArray();
        byte[] largest = summary.largest().toArray();
        long second = RecordFormat.size(smallest.length, 0);
        Region records = workspace.take(second + RecordFormat.size(largest.length, 0) + Keys.SLACK);
        RecordFormat.put(records, 0, RecordKind.DELETE, smallest, new byte[0]);
        RecordFormat.put(records, second, RecordKind.DELETE, largest, new byte[0]);
        Blocks blocks = Blocks.lost(index, summary, records, workspace.take(Long.BYTES), second, () -> again(why));
        return new Table(summary, workspace, blocks, KeyFilter.NONE);
    }

    /// The same refusal, thrown anew: one is not shared by those who are told.
    private static StoreException again(StoreException why) {
        return switch (why) {
            case CorruptionException damage ->
                new CorruptionException(damage.path(), damage.offset(), damage.expected(), damage.found());
            case StoreIoException refused -> new StoreIoException(refused.call(), refused.path(), refused.errno());
            default -> why;
        };
    }

    private static Region index(TableSummary summary, Memory memory, MemoryAccount account, Workspace workspace) {
        try (IndexBuilder builder = new IndexBuilder(memory, account)) {
            Region key = workspace.take(Keys.SLACK);
            builder.begin(key, 0, 0, TableFormat.BEFORE_ALL);
            int length = (int) Math.min(summary.bytes(), Integer.MAX_VALUE);
            int entries = (int) Math.min(summary.entries(), Integer.MAX_VALUE);
            builder.end(TableFormat.HEADER_SIZE, length, new Crc32c().begin().value(), entries, 0, 0);
            Region index = workspace.take(builder.size());
            builder.put(index);
            return index;
        }
    }
}

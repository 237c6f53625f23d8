package io.varve.flush;

import io.varve.format.Expiry;
import io.varve.format.RecordKind;
import io.varve.memtable.MemTable;
import io.varve.memtable.MemTableCursor;
import io.varve.nativeio.Region;
import io.varve.recording.Flush;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableStore;
import io.varve.view.FrozenMemTable;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/// Makes a table of a memtable: of each key what somebody can still read, tombstones included, as there are tables
/// below that they hide something in.
public final class TableStream implements Streams {
    private final TableStore tables;
    private final LongFunction<long[]> snapshots;
    private final String store;
    private final LongSupplier purgeTime;

    /// @param store as recordings name it
    /// @param snapshots that are open, ascending, for who reads up to an operation. Asked after the freeze: one
    ///     that is opened later reads at or above
    ///     everything in the memtable, and needs the newest versions only (D-23)
    /// @param purgeTime by which what is over leaves a tombstone only
    public TableStream(TableStore tables, LongFunction<long[]> snapshots, LongSupplier purgeTime, String store) {
        this.store = store;
        this.tables = tables;
        this.snapshots = snapshots;
        this.purgeTime = purgeTime;
    }

    @Override
    public Built stream(FlushAttempt attempt) {
        Flush recorded = Flush.begun();
        Built built = write(attempt);
        if (recorded != null) {
            FrozenMemTable source = attempt.source();
            recorded.over(store, source.rotation(), source.table().usedBytes(), built.bytes());
        }
        return built;
    }

    private Built write(FlushAttempt attempt) {
        MemTable source = attempt.source().table();
        Retention retention = new Retention(snapshots.apply(source.lastSequence()), purgeTime.getAsLong());
        try (TableBuilder builder = tables.create(attempt.fileNumber(), source.usedBytes())) {
            MemTableCursor cursor = source.scan();
            for (cursor.first(); cursor.isValid(); cursor.next()) {
                if (attempt.isAbandoned()) {
                    throw new CancellationException("the flush was given up");
                }
                addVersions(cursor, retention, builder);
            }
            return new BuiltTables(tables, List.of(FinishedTable.open(tables, builder)));
        }
    }

    private static void addVersions(MemTableCursor cursor, Retention retention, TableBuilder builder) {
        Region region = cursor.region();
        long below;
        do {
            // What is over hides older versions as a tombstone does (W-B11), and needs no value for that.
            boolean isOver = retention.isOver(cursor.expiry());
            builder.add(
                    region,
                    cursor.keyOffset(),
                    cursor.keyLength(),
                    region,
                    cursor.valueOffset(),
                    isOver ? 0 : cursor.valueLength(),
                    isOver ? RecordKind.DELETE : cursor.kind(),
                    cursor.sequence(),
                    isOver ? Expiry.NEVER : cursor.expiry());
            below = retention.below(cursor.sequence());
        } while (below != 0 && cursor.toSequence(below));
    }
}

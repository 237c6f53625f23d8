package io.varve.whole;

import io.varve.cursor.Cursor;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;
import io.varve.sstable.Table;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableStore;
import io.varve.version.LiveTable;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Source;
import io.varve.view.Level0Table;
import io.varve.view.Run;
import io.varve.view.View;

/// Makes the tables of a store that shows what another one shows at one moment: those that there are,
/// under a second name, or copied where that is not possible; and new ones of what is in memory.
///
/// Reads one view, and no more than a cursor does: it asks nothing of writer, flushes and merges, and they do
/// not wait for it.
///
/// **Owner:** the thread that asked for it.
///
/// **Requires:** the view was loaded before the sequence.
///
/// **Promises:** the new store holds all operations up to the sequence that the view has, a prefix of their
/// order, and none beyond. A table that both stores have is never written to again, by neither. All names are
/// durable when this has ended.
public final class Checkpoint {
    private final View view;
    private final long sequence;
    private final Directory from;
    private final Directory to;
    private final TableStore tables;
    private final MemoryAccount account;
    private final Steps steps;
    private final Assembly assembly = new Assembly();
    private int linked;
    private int copied;
    private int written;
    private long writtenBytes;
    private boolean isLinkable = true;

    /// Where tables come from, and where they go.
    ///
    /// @param from folder of the tables that there are
    /// @param to folder of those to be, with nothing in it
    /// @param tables in that folder, of the same store
    /// @param account what the making of tables takes
    /// @param sequence up to which operations are shown
    /// @param fileFloor no number of a table of the view is at or above
    public record Parts(
            Directory from, Directory to, TableStore tables, MemoryAccount account, long sequence, long fileFloor) {}

    private Checkpoint(Parts parts, Steps steps) {
        this.view = steps.view();
        this.steps = steps;
        this.sequence = parts.sequence();
        this.from = parts.from();
        this.to = parts.to();
        this.tables = parts.tables();
        this.account = parts.account();
        assembly.keepFiles(parts.fileFloor() - 1);
        assembly.keepSequence(sequence);
    }

    /// Makes all tables.
    ///
    /// @throws io.varve.error.StoreException when the machine refuses, memory is short, or a table is damaged that
    ///     must be copied
    public static Made run(Parts parts, Steps steps) {
        Checkpoint checkpoint = new Checkpoint(parts, steps);
        checkpoint.makeAll();
        return new Made(
                checkpoint.assembly, checkpoint.linked, checkpoint.copied, checkpoint.written, checkpoint.writtenBytes);
    }

    private void makeAll() {
        view.tables().forEach(table -> {
            steps.expect(table.summary().bytes());
            assembly.keepFiles(table.summary().number());
        });
        steps.tell();
        // What is in memory first: that is short, and bounded.
        write(view.active().cursor(sequence), view.active().usedBytes(), 0, view.activeRotation());
        for (int i = 0; i < view.level0Count(); i++) {
            Level0Source source = view.level0(i);
            if (source instanceof FrozenMemTable frozen) {
                write(frozen.table().cursor(sequence), frozen.table().usedBytes(), 0, frozen.rotation());
            }
        }
        for (int i = 0; i < view.level0Count(); i++) {
            if (view.level0(i) instanceof Level0Table table) {
                take(table.table(), 0, table.rotation());
            }
        }
        for (int i = 0; i < view.runCount(); i++) {
            Run run = view.run(i);
            run.tables().forEach(table -> take(table, run.level(), run.number()));
        }
        int synced = to.sync();
        if (synced != 0) {
            throw new StoreIoException("fsync", to.path(), synced);
        }
    }

    /// A table that is there. One that has later operations, in a store that shows an earlier moment, is
    /// written without them.
    private void take(Table table, int level, long rotation) {
        TableSummary summary = table.summary();
        String name = tables.name(summary.number());
        steps.on(to.path() + "/" + name);
        if (summary.lastSequence() > sequence) {
            if (summary.firstSequence() <= sequence) {
                write(table.cursor(sequence), summary.bytes(), level, rotation);
            }
            return;
        }
        if (isLinked(name)) {
            linked++;
        } else {
            tables.copy(table, account, steps);
            copied++;
            writtenBytes += summary.bytes();
        }
        assembly.add(new LiveTable(summary, level, rotation));
        steps.accept(0);
    }

    /// False when the file cannot have a second name there: on another device, on a file system without links, with
    /// as many links as there can be; or when it has lost its first one, to a writer in another process.
    private boolean isLinked(String name) {
        int result = isLinkable ? from.link(name, to, name) : -Errno.EXDEV;
        return switch (-result) {
            case 0 -> true;
            case Errno.EXDEV, Errno.EPERM, Errno.EOPNOTSUPP, Errno.ENOSYS -> {
                isLinkable = false;
                yield false;
            }
            case Errno.EMLINK, Errno.ENOENT -> false;
            default -> throw new StoreIoException("link", to.path() + "/" + name, result);
        };
    }

    /// A new table of what a cursor shows: of each key the newest version at the sequence, tombstones included.
    private void write(Cursor cursor, long bytes, int level, long rotation) {
        if (!cursor.first()) {
            return;
        }
        try (TableBuilder builder = tables.create(assembly.takeNumber(), bytes, account)) {
            steps.on(builder.path());
            do {
                Region region = cursor.region();
                builder.add(
                        region,
                        cursor.keyOffset(),
                        cursor.keyLength(),
                        region,
                        cursor.valueOffset(),
                        cursor.valueLength(),
                        cursor.kind(),
                        cursor.sequence(),
                        cursor.expiry());
                steps.accept((long) cursor.keyLength() + cursor.valueLength());
            } while (cursor.next());
            TableSummary summary = builder.finish();
            assembly.add(new LiveTable(summary, level, rotation));
            written++;
            writtenBytes += summary.bytes();
        }
    }
}

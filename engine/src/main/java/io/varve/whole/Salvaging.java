package io.varve.whole;

import io.varve.cursor.Entries;
import io.varve.cursor.EntryMerge;
import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.recovery.RecoveredMemTable;
import io.varve.recovery.Replay;
import io.varve.report.Findings;
import io.varve.report.KeySpan;
import io.varve.report.LostBlock;
import io.varve.report.LostLog;
import io.varve.report.TablePlace;
import io.varve.sstable.Table;
import io.varve.sstable.TableStore;
import io.varve.version.LiveTable;
import io.varve.wal.DamagedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// Copies what can be read of a damaged store into the tables of a new one: of each key the newest version that
/// is left, wherever it is.
///
/// **Owner:** one thread, which closes it. Reads only where it comes from.
public final class Salvaging implements AutoCloseable {
    private final TableStore from;
    private final Findings findings;
    private final Replay replay;
    private final List<Table> tables = new ArrayList<>();
    private final List<TablePlace> lostTables = new ArrayList<>();
    private final List<LostBlock> lostBlocks = new ArrayList<>();
    private final List<LostLog> lostLog = new ArrayList<>();
    private final List<Entries> sources = new ArrayList<>();
    private long operations;
    private long bytes;
    private long entries;

    /// @param from the tables that there are
    /// @param replay takes what the log has; belongs to this from now on
    public Salvaging(TableStore from, Findings findings, Replay replay) {
        this.from = from;
        this.findings = findings;
        this.replay = replay;
    }

    /// Opens what can be opened of a table.
    public void addTable(LiveTable place) {
        TableSummary summary = place.summary();
        try {
            Table table = from.openDamaged(summary, findings::add);
            tables.add(table);
            bytes += summary.bytes();
            sources.add(table.scanDamaged((offset, smallest, largest, count, why) -> {
                findings.add(why);
                lostBlocks.add(new LostBlock(summary.number(), offset, span(smallest, largest), count));
            }));
        } catch (CorruptionException | FormatVersionException | StoreIoException why) {
            addLost(place, why);
        }
    }

    /// A table that says nothing of itself.
    public void addLost(long number, StoreException why) {
        findings.add(why);
        lostTables.add(new TablePlace(number, 0, KeySpan.upTo(new byte[0], null), 0));
    }

    private void addLost(LiveTable place, StoreException why) {
        TableSummary summary = place.summary();
        findings.add(why);
        lostTables.add(new TablePlace(
                summary.number(), place.level(), span(summary.smallest(), summary.largest()), summary.entries()));
    }

    /// Reads what is left of the log.
    public void addLog(DamagedLog log) {
        log.read(replay);
        operations = log.operations();
        for (DamagedLog.LogGap gap : log.gaps()) {
            lostLog.add(new LostLog(gap.path(), gap.from(), gap.to(), gap.after(), gap.before()));
        }
        for (RecoveredMemTable memtable : replay.memtables(1, 1)) {
            bytes += memtable.memtable().usedBytes();
            sources.add(new CursorEntries(memtable.memtable().cursor(Long.MAX_VALUE)));
        }
    }

    /// Bytes that there are to read, about.
    public long bytes() {
        return bytes;
    }

    /// Writes the tables of the new store.
    ///
    /// @param tableBytes after which the next table begins
    public Made write(TableStore to, Memory memory, MemoryAccount account, long tableBytes, LongConsumer onWritten) {
        Assembly assembly = new Assembly();
        entries = NewestEntries.write(new EntryMerge(sources), to, memory, account, tableBytes, assembly, onWritten);
        return new Made(assembly, 0, 0, assembly.count(), assembly.bytes());
    }

    /// Keys with a value that were written.
    public long entries() {
        return entries;
    }

    /// Tables that were read, at least in part.
    public int tableCount() {
        return tables.size();
    }

    /// Operations that were read from the log.
    public long operations() {
        return operations;
    }

    /// Tables that could not be read at all.
    public List<TablePlace> lostTables() {
        return lostTables;
    }

    /// Parts of tables that could not be read.
    public List<LostBlock> lostBlocks() {
        return lostBlocks;
    }

    /// Parts of the log that could not be read.
    public List<LostLog> lostLog() {
        return lostLog;
    }

    @Override
    public void close() {
        tables.forEach(Table::close);
        replay.discard();
    }

    private static KeySpan span(KeyBytes from, KeyBytes to) {
        return KeySpan.closed(from.toArray(), to.toArray());
    }
}

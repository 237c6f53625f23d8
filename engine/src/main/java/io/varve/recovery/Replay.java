package io.varve.recovery;

import io.varve.format.RecordFormat;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Source;
import io.varve.view.View;
import io.varve.wal.FrameVisitor;
import java.util.ArrayList;
import java.util.List;

/// Applies the groups of a log to memtables, in order, as the writer did.
///
/// **Owner:** the thread that opens the store.
public final class Replay implements FrameVisitor {
    private final Memory memory;
    private final MemoryAccount account;
    private final long arenaBytes;

    /// Oldest first; the last one takes what comes next.
    private final List<MemTable> tables = new ArrayList<>();

    /// Replays into memtables of one size, the first of which is there at once.
    public Replay(Memory memory, MemoryAccount account, long arenaBytes) {
        this.memory = memory;
        this.account = account;
        this.arenaBytes = arenaBytes;
        begin(arenaBytes);
    }

    @Override
    public void onGroup(
            long segment, long firstSequence, int operationCount, Region records, long offset, long length) {
        MemTable active = tables.getLast();
        long at = offset;
        for (int i = 0; i < operationCount; i++) {
            long size = RecordFormat.sizeAt(records, at);
            if (!active.hasRoom(size, 1)) {
                active = begin(Math.max(arenaBytes, 2 * size + MemTable.minArenaSize()));
            }
            active.apply(records, at, firstSequence + i);
            at += size;
        }
    }

    /// What was replayed, with the last memtable as the active one.
    public View view() {
        List<Level0Source> newestFirst = new ArrayList<>();
        for (int i = tables.size() - 2; i >= 0; i--) {
            MemTable table = tables.get(i);
            newestFirst.add(new FrozenMemTable(table, i + 1, 0, table.lastSequence()));
        }
        return View.first(tables.getLast(), tables.size(), 0, newestFirst, List.of());
    }

    /// Forgets what was replayed, to begin with another log.
    public void restart() {
        discard();
        begin(arenaBytes);
    }

    /// Gives all memory back, when the open fails.
    public void discard() {
        tables.forEach(table -> memory.free(table.arena()));
        tables.clear();
    }

    private MemTable begin(long bytes) {
        MemTable table = new MemTable(memory.allocate(account, bytes, Pages.forSize(bytes)));
        tables.add(table);
        return table;
    }
}

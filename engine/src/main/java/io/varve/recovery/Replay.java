package io.varve.recovery;

import io.varve.format.Expiry;
import io.varve.format.RecordFormat;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
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
    private final List<Replayed> tables = new ArrayList<>();

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
        Replayed active = tables.getLast();
        long at = offset;
        for (int i = 0; i < operationCount; i++) {
            long size = RecordFormat.sizeAt(records, at);
            // What is left of a damaged log may show an operation twice.
            boolean isBack = firstSequence + i <= active.table.lastSequence();
            if (isBack || !active.table.hasRoom(size, 1)) {
                active = begin(Math.max(arenaBytes, 2 * size + MemTable.minArenaSize()));
            }
            active.apply(segment, records, at, firstSequence + i);
            at += size;
        }
    }

    /// How many memtables there are.
    int count() {
        return tables.size();
    }

    /// Whether any of it expires.
    public boolean hasExpiring() {
        boolean hasExpiring = false;
        for (Replayed replayed : tables) {
            hasExpiring |= replayed.hasExpiring;
        }
        return hasExpiring;
    }

    /// What was replayed, oldest first.
    ///
    /// @param firstRotation number of the oldest; the others follow
    /// @param nextSegment that is written next
    public List<RecoveredMemTable> memtables(long firstRotation, long nextSegment) {
        List<RecoveredMemTable> memtables = new ArrayList<>();
        for (Replayed replayed : tables) {
            long firstSegment = replayed.firstSegment == 0 ? nextSegment : replayed.firstSegment;
            long rotation = firstRotation + memtables.size();
            memtables.add(new RecoveredMemTable(replayed.table, rotation, firstSegment, replayed.table.lastSequence()));
        }
        return memtables;
    }

    /// Forgets what was replayed, to begin with another log.
    public void restart() {
        discard();
        begin(arenaBytes);
    }

    /// Gives all memory back, when the open fails.
    public void discard() {
        tables.forEach(replayed -> memory.free(replayed.table.arena()));
        tables.clear();
    }

    private Replayed begin(long bytes) {
        Replayed begun = new Replayed(new MemTable(memory.allocate(account, bytes, Pages.forSize(bytes))));
        tables.add(begun);
        return begun;
    }

    private static final class Replayed {
        private final MemTable table;

        /// In which its first operation stands; 0 before there is one.
        private long firstSegment;

        private boolean hasExpiring;

        private Replayed(MemTable table) {
            this.table = table;
        }

        private void apply(long segment, Region records, long at, long sequence) {
            table.apply(records, at, sequence);
            hasExpiring |= RecordFormat.expiry(records, at) != Expiry.NEVER;
            firstSegment = firstSegment == 0 ? segment : firstSegment;
        }
    }
}

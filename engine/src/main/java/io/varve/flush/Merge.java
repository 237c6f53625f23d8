package io.varve.flush;

import io.varve.memory.Keys;
import io.varve.sstable.Table;
import io.varve.sstable.TableScan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All entries of several tables in one order: keys ascending, of one key the newest version first, whichever table
/// it is in (I-5).
///
/// A binary heap over the scans; the entry that was given out last is left only when the next one is asked for,
/// so that its bytes can be read until then.
final class Merge implements AutoCloseable {
    private final List<TableScan> scans = new ArrayList<>();
    private final TableScan[] heap;
    private int size;
    private boolean isBegun;
    private boolean isFirstGiven;

    Merge(List<Table> tables) {
        heap = new TableScan[tables.size()];
        for (Table table : tables) {
            scans.add(table.scan());
        }
    }

    private void begin() {
        for (TableScan scan : scans) {
            if (scan.next()) {
                heap[size++] = scan;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /// The scan that stands on the next entry; null when there is none.
    @Nullable
    TableScan next() {
        if (!isBegun) {
            isBegun = true;
            begin();
        } else if (isFirstGiven) {
            if (!heap[0].next()) {
                heap[0].close();
                heap[0] = heap[--size];
            }
            sink(0);
        }
        isFirstGiven = size > 0;
        return isFirstGiven ? heap[0] : null;
    }

    /// Gives back what the scans have taken.
    @Override
    public void close() {
        scans.forEach(TableScan::close);
    }

    private void sink(int start) {
        int at = start;
        while (true) {
            int least = at;
            int left = 2 * at + 1;
            if (left < size && isBefore(heap[left], heap[least])) {
                least = left;
            }
            if (left + 1 < size && isBefore(heap[left + 1], heap[least])) {
                least = left + 1;
            }
            if (least == at) {
                return;
            }
            TableScan moved = heap[at];
            heap[at] = heap[least];
            heap[least] = moved;
            at = least;
        }
    }

    private static boolean isBefore(TableScan a, TableScan b) {
        int order = Keys.compare(a.region(), a.keyOffset(), a.keyLength(), b.region(), b.keyOffset(), b.keyLength());
        return order < 0 || (order == 0 && a.sequence() > b.sequence());
    }
}

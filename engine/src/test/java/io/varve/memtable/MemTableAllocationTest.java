package io.varve.memtable;

import io.varve.format.Expiry;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;
import io.varve.nativeio.testing.Allocations;
import org.junit.jupiter.api.Test;

/// Writing, finding and walking allocate nothing on the Java heap.
final class MemTableAllocationTest {
    private static final int CALLS = 500;

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private final Region record = TestTable.region(64);
    private long sequence;

    @Test
    void insertsAndOverwritesAllocateNothing() {
        MemTable table = new MemTable(TestTable.region(128 << 20));
        Allocations.assertNone("insert", CALLS, () -> apply(table, ++sequence * FACTOR));
        Allocations.assertNone("overwrite", CALLS, () -> apply(table, (++sequence & 1023) * FACTOR));
    }

    @Test
    void findsAllocateNothing() {
        MemTable table = filled();
        Allocations.assertNone("find", CALLS, () -> {
            record.putLong(0, ++sequence % 2000 * FACTOR);
            return table.find(record, 0, 8, Long.MAX_VALUE) >= 0;
        });
    }

    @Test
    void cursorsAllocateNothing() {
        MemTableCursor cursor = filled().cursor(Long.MAX_VALUE);
        Allocations.assertNone("seek and steps", CALLS, () -> {
            record.putLong(0, ++sequence % 1000 * FACTOR);
            boolean isThere = cursor.seek(record, 0, 8);
            long seen = 0;
            for (int i = 0; i < 20 && cursor.isValid(); i++) {
                seen += cursor.keyOffset() + cursor.valueLength() + cursor.sequence() + cursor.kind();
                isThere = (i & 7) == 7 ? cursor.next() : cursor.previous();
            }
            return cursor.first() && cursor.last() && (isThere || seen > 0);
        });
    }

    private MemTable filled() {
        MemTable table = new MemTable(TestTable.region(1 << 20));
        for (int i = 0; i < 1000; i++) {
            apply(table, ++sequence * FACTOR);
        }
        return table;
    }

    private boolean apply(MemTable table, long key) {
        long at = RecordFormat.putHeader(record, 0, RecordKind.PUT, 8, 0, Expiry.NEVER);
        record.putLong(at, key);
        if (table.hasRoom(16, 1)) {
            table.apply(record, 0, table.lastSequence() + 1);
        }
        return true;
    }
}

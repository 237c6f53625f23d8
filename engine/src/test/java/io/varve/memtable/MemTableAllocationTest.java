package io.varve.memtable;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;
import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/// Writing, finding and walking allocate nothing on the Java heap.
final class MemTableAllocationTest {
    private static final int CALLS = 500;

    /// A round before the compiler is done may allocate; how soon it is done is not ours to say.
    private static final int ROUNDS = 2_000;

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private final Region record = TestTable.region(64);
    private long sequence;

    @Test
    void insertsAndOverwritesAllocateNothing() {
        MemTable table = new MemTable(TestTable.region(128 << 20));
        assertAllocatesNothing("insert", () -> apply(table, ++sequence * FACTOR));
        assertAllocatesNothing("overwrite", () -> apply(table, (++sequence & 1023) * FACTOR));
    }

    @Test
    void findsAllocateNothing() {
        MemTable table = filled();
        assertAllocatesNothing("find", () -> {
            record.putLong(0, ++sequence % 2000 * FACTOR);
            return table.find(record, 0, 8, Long.MAX_VALUE) >= 0;
        });
    }

    @Test
    void cursorsAllocateNothing() {
        MemTableCursor cursor = filled().cursor(Long.MAX_VALUE);
        assertAllocatesNothing("seek and steps", () -> {
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
        long at = RecordFormat.putHeader(record, 0, RecordKind.PUT, 8, 0);
        record.putLong(at, key);
        if (table.hasRoom(16, 1)) {
            table.apply(record, 0, table.lastSequence() + 1);
        }
        return true;
    }

    private static void assertAllocatesNothing(String what, BooleanSupplier call) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 1;
        for (int round = 0; round < ROUNDS && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                if (!call.getAsBoolean()) {
                    throw new AssertionError(what + " failed");
                }
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertEquals(0, allocated, what + ": bytes allocated in " + CALLS + " calls");
    }
}

package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls with segments allocate nothing on the Java heap, on the thread that makes them. (A write that is
/// larger than its place in the ring does: its buffer gets a new life each time it is given back.)
final class StoreAllocationTest {
    private static final int CALLS = 200;

    /// A round before the compiler is done may allocate; how soon it is done is not ours to say.
    private static final int ROUNDS = 2_000;

    private static final int KEYS = 64;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment key = arena.allocate(8);
    private final MemorySegment value = arena.allocate(40);
    private final MemorySegment into = arena.allocate(2000);
    private Store store;
    private long number;

    @BeforeEach
    void open() {
        StoreOptions options = StoreOptions.builder()
                .durability(Durability.PROCESS)
                .memtableBytes(128 << 20)
                .frozenMemtables(1)
                .memoryBudgetBytes(1L << 30)
                .build();
        store = Store.open(directory, options);
        for (int i = 0; i < KEYS; i++) {
            store.put(nextKey(), value);
        }
    }

    @AfterEach
    void close() {
        store.close();
        arena.close();
    }

    @Test
    void lookups() {
        assertAllocatesNothing("get", () -> store.get(nextKey(), into) == 40);
        assertAllocatesNothing("contains", () -> store.contains(nextKey()));
        assertAllocatesNothing("a key that is not there", () -> {
            key.set(ValueLayout.JAVA_LONG, 0, -1);
            return store.get(key, into) == Store.NOT_FOUND && !store.contains(key);
        });
        try (Snapshot snapshot = store.snapshot()) {
            assertAllocatesNothing("get of a snapshot", () -> snapshot.get(nextKey(), into) == 40);
        }
    }

    @Test
    void writes() {
        assertAllocatesNothing("put", () -> {
            store.put(nextKey(), value);
            return true;
        });
        assertAllocatesNothing("delete and put", () -> {
            store.delete(nextKey());
            store.put(key, value);
            return true;
        });
    }

    @Test
    void batches() {
        try (WriteBatch batch = store.batch()) {
            assertAllocatesNothing("a batch", () -> {
                batch.clear();
                batch.put(nextKey(), value).delete(nextKey()).put(nextKey(), value);
                store.write(batch);
                return true;
            });
        }
    }

    @Test
    void cursorSteps() {
        try (StoreCursor cursor = store.cursor()) {
            assertAllocatesNothing("seek and steps", () -> {
                boolean isThere = cursor.seek(nextKey()) && cursor.isValid();
                isThere &= cursor.key(into) == 8 && cursor.value(into) == 40;
                for (boolean on = cursor.first(); on; on = cursor.next()) {
                    isThere &= cursor.key(into) == 8;
                }
                return isThere && cursor.last() && cursor.previous();
            });
        }
    }

    @Test
    void cursorsOfRangesAndTables() {
        store.flush().await();
        store.compact().await();
        try (StoreCursor cursor = store.cursor(Range.all().prefix(new byte[0]).reversed())) {
            assertAllocatesNothing("a scan that looks at what is shown", () -> {
                long sum = 0;
                for (boolean on = cursor.first(); on; on = cursor.next()) {
                    MemorySegment memory = cursor.memory();
                    sum += memory.get(ValueLayout.JAVA_BYTE, cursor.keyOffset())
                            + memory.get(ValueLayout.JAVA_BYTE, cursor.valueOffset())
                            + cursor.valueLength();
                }
                return sum > 0 && cursor.last() && cursor.previous();
            });
        }
    }

    @Test
    void manyTogether() {
        MultiGet wanted = new MultiGet();
        assertAllocatesNothing("32 gets together", () -> {
            wanted.clear();
            for (int i = 0; i < 32; i++) {
                wanted.add(nextKey());
            }
            return store.getAll(wanted) == 32 && wanted.value(31, into) == 40;
        });
        store.flush().await();
        assertAllocatesNothing("32 gets together of tables", () -> {
            wanted.clear();
            for (int i = 0; i < 32; i++) {
                wanted.add(nextKey());
            }
            return store.getAll(wanted) == 32 && wanted.value(31, into) == 40;
        });
    }

    private MemorySegment nextKey() {
        key.set(ValueLayout.JAVA_LONG, 0, number++ % KEYS);
        return key;
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

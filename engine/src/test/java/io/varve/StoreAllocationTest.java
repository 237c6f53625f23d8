package io.varve;

import io.varve.nativeio.testing.Allocations;
import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls with segments allocate nothing on the Java heap, on the thread that makes them. (A write that is
/// larger than its place in the ring does: its buffer gets a new life each time it is given back.)
final class StoreAllocationTest {
    private static final int CALLS = 200;

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
        Allocations.assertNone("get", CALLS, () -> store.get(nextKey(), into) == 40);
        Allocations.assertNone("contains", CALLS, () -> store.contains(nextKey()));
        Allocations.assertNone("a key that is not there", CALLS, () -> {
            key.set(ValueLayout.JAVA_LONG, 0, -1);
            return store.get(key, into) == Store.NOT_FOUND && !store.contains(key);
        });
        try (Snapshot snapshot = store.snapshot()) {
            Allocations.assertNone("get of a snapshot", CALLS, () -> snapshot.get(nextKey(), into) == 40);
        }
    }

    @Test
    void writes() {
        Allocations.assertNone("put", CALLS, () -> {
            store.put(nextKey(), value);
            return true;
        });
        Allocations.assertNone("delete and put", CALLS, () -> {
            store.delete(nextKey());
            store.put(key, value);
            return true;
        });
    }

    @Test
    void batches() {
        try (WriteBatch batch = store.batch()) {
            Allocations.assertNone("a batch", CALLS, () -> {
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
            Allocations.assertNone("seek and steps", CALLS, () -> {
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
            Allocations.assertNone("a scan that looks at what is shown", CALLS, () -> {
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
        Allocations.assertNone("32 gets together", CALLS, () -> {
            wanted.clear();
            for (int i = 0; i < 32; i++) {
                wanted.add(nextKey());
            }
            return store.getAll(wanted) == 32 && wanted.value(31, into) == 40;
        });
        store.flush().await();
        Allocations.assertNone("32 gets together of tables", CALLS, () -> {
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
}

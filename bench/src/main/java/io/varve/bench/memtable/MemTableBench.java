package io.varve.bench.memtable;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.memtable.MemTable;
import io.varve.memtable.MemTableCursor;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// **Question:** what do an insertion, a get, and a step of a scan cost in a memtable of 400 000 entries
/// with keys of 16 bytes and values of 100, and what in a ConcurrentSkipListMap of arrays?
///
/// **How:** entries that were encoded beforehand, into one pre-faulted arena on huge pages; random gets
/// in an order of their own; scans of the whole. *SHARED* keys have 12 bytes in common before they
/// differ, *ASCENDING* keys arrive in order.
///
/// **Decides:** whether the tree earns its complexity: 168 ns per insertion and 420 ns per get is what its
/// first sketch took on this kind of machine.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Xms2g", "-Xmx2g"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class MemTableBench {
    private static final int ENTRIES = 400_000;
    private static final int KEY_LENGTH = 16;
    private static final int VALUE_LENGTH = 100;
    private static final int RECORD_SIZE = (int) RecordFormat.size(KEY_LENGTH, VALUE_LENGTH);
    private static final int SLOT_SIZE = 32;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    /// How keys look and arrive.
    public enum Keys {
        /// Any 16 bytes, in any order.
        RANDOM,
        /// 12 bytes that are all the same, and 4 that are not.
        SHARED,
        /// 8-byte numbers, padded, in order.
        ASCENDING
    }

    /// How keys look and arrive.
    @Param({"RANDOM", "SHARED", "ASCENDING"})
    public Keys keys;

    private Memory memory;
    private Region records;
    private Region lookups;
    private Region arena;
    private MemTable table;
    private MemTableCursor cursor;
    private ConcurrentSkipListMap<byte[], byte[]> map;
    private byte[][] mapKeys;
    private byte[] value;
    private int next;

    /// Used by JMH.
    public MemTableBench() {}

    /// Encodes the entries and fills a table and a map with them.
    @Setup
    public void fill() {
        memory = Linux.memory(new MemoryBudget(1L << 30));
        var account = memory.budget().account("bench");
        records = memory.allocate(account, (long) ENTRIES * RECORD_SIZE, Pages.HUGE);
        lookups = memory.allocate(account, 2L * ENTRIES * SLOT_SIZE, Pages.HUGE);
        arena = memory.allocate(account, 96 << 20, Pages.HUGE);
        memory.prefault(arena);
        SplittableRandom random = new SplittableRandom(1);
        mapKeys = new byte[ENTRIES][];
        value = new byte[VALUE_LENGTH];
        map = new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < ENTRIES; i++) {
            mapKeys[i] = key(i);
            RecordFormat.put(records, (long) i * RECORD_SIZE, RecordKind.PUT, mapKeys[i], value);
            map.put(mapKeys[i], value);
        }
        for (int i = 0; i < 2 * ENTRIES; i++) {
            // Hits in the first half, misses in the second.
            int any = random.nextInt(ENTRIES) + (i < ENTRIES ? 0 : ENTRIES);
            lookups.copyFrom((long) i * SLOT_SIZE, key(any), 0, KEY_LENGTH);
        }
        insertAll();
        cursor = table.cursor(Long.MAX_VALUE);
    }

    /// Gives the memory back.
    @TearDown
    public void free() {
        memory.free(records);
        memory.free(lookups);
        memory.free(arena);
    }

    /// Fills a table.
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public MemTable insert() {
        insertAll();
        return table;
    }

    /// Fills a map; keys and values are there already, which they would not be in a store.
    @Benchmark
    @OperationsPerInvocation(ENTRIES)
    public ConcurrentSkipListMap<byte[], byte[]> insertMap() {
        var filled = new ConcurrentSkipListMap<byte[], byte[]>(Arrays::compareUnsigned);
        for (byte[] key : mapKeys) {
            filled.put(key, value);
        }
        return filled;
    }

    /// Finds a key and reads of its value.
    @Benchmark
    public long getHit() {
        next = next + 1 == ENTRIES ? 0 : next + 1;
        long entry = table.find(lookups, (long) next * SLOT_SIZE, KEY_LENGTH, Long.MAX_VALUE);
        return arena.getLong(table.valueOffset(entry));
    }

    /// Looks for a key that is not there.
    @Benchmark
    public long getMiss() {
        next = next + 1 == ENTRIES ? 0 : next + 1;
        return table.find(lookups, (long) (ENTRIES + next) * SLOT_SIZE, KEY_LENGTH, Long.MAX_VALUE);
    }

    /// Finds a key, which is at hand as an array.
    @Benchmark
    public byte @Nullable [] getHitMap() {
        next = next + 1 == ENTRIES ? 0 : next + 1;
        return map.get(mapKeys[(int) (((next * MIX) >>> 32) % ENTRIES)]);
    }

    /// One step of a walk over all.
    @Benchmark
    public long scanStep() {
        if (!cursor.isValid() || !cursor.next()) {
            cursor.first();
        }
        return arena.getLong(cursor.valueOffset());
    }

    /// One step backwards.
    @Benchmark
    public long scanStepBack() {
        if (!cursor.isValid() || !cursor.previous()) {
            cursor.last();
        }
        return arena.getLong(cursor.valueOffset());
    }

    private void insertAll() {
        table = new MemTable(arena);
        for (int i = 0; i < ENTRIES; i++) {
            if (!table.hasRoom(RECORD_SIZE, 1)) {
                throw new IllegalStateException(table.usedBytes() + " bytes used");
            }
            table.apply(records, (long) i * RECORD_SIZE, i + 1L);
        }
    }

    private byte[] key(int i) {
        long number = keys == Keys.ASCENDING ? i : (i + 1) * MIX;
        byte[] key = new byte[KEY_LENGTH];
        int from = keys == Keys.SHARED ? 12 : 0;
        if (keys == Keys.SHARED) {
            Arrays.fill(key, (byte) 'k');
        }
        for (int b = from; b < KEY_LENGTH; b++) {
            key[b] = (byte) (number >>> (56 - (b - from) * Byte.SIZE));
        }
        return key;
    }
}

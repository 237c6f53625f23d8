package io.varve.read;

import io.varve.cursor.Cursor;
import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.memtable.MemTable;
import io.varve.memtable.MemTableCursor;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import io.varve.sstable.Table;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableConfig;
import io.varve.sstable.TableScan;
import io.varve.sstable.TableStore;
import io.varve.stats.Histogram;
import io.varve.view.Calls;
import io.varve.view.CurrentView;
import io.varve.view.FrozenMemTable;
import io.varve.view.Hold;
import io.varve.view.Level0Table;
import io.varve.view.Reaper;
import io.varve.view.Retired;
import io.varve.view.TestMemTables;
import io.varve.view.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A view as it comes to be: writes, rotations, flushes in any order, merges. Flush and merge are simple ones of this
/// test's own; they keep what live snapshots need, and no more. Beside it, a map of all that was written.
final class TestHistory implements AutoCloseable {
    /// One version of a key.
    static final class Version {
        final long sequence;
        final int kind;
        final byte[] value;

        Version(long sequence, int kind, byte[] value) {
            this.sequence = sequence;
            this.kind = kind;
            this.value = value;
        }
    }

    private static final Scheduler SCHEDULER = Linux.scheduler(Linux.daemonThreads());
    private static final int TABLE_BYTES = 1 << 20;
    private static final int MOST_OUTPUTS = 4;

    private final SplittableRandom random;
    private final TestMemTables memTables = new TestMemTables(16 * 1024);
    private final Memory memory = memTables.memory();
    private final TableStore store;
    private final Region entry = memory.allocate(memory.budget().account("test"), 128 * 1024, Pages.BASE);
    private long tableNumber;
    private long sequence;

    final CurrentView current = new CurrentView(View.first(memTables.take(), 1, 0, List.of(), List.of()));
    final Calls calls = new Calls(SCHEDULER, current);
    final Reaper reaper = new Reaper(current, calls, SCHEDULER);
    final NavigableMap<byte[], List<Version>> written = new TreeMap<>(Arrays::compareUnsigned);
    final TreeSet<Long> snapshots = new TreeSet<>();

    /// That counts what lookups do.
    static ReadWatch watch() {
        return new ReadWatch("history", true, Linux.clock(), new Histogram());
    }

    TestHistory(Directory directory, int blockBytes, int bitsPerKey, SplittableRandom random) {
        this.random = random;
        TableConfig config = new TableConfig(new StoreId(1, 2), blockBytes, bitsPerKey, TableConfig.WINDOW_UNIT, true);
        this.store = new TableStore(
                random.nextBoolean() ? config.withSignposts() : config,
                directory,
                memory,
                memory.budget().account("building"),
                memory.budget().account("tables"),
                () -> 1,
                Linux.clock());
    }

    Memory memory() {
        return memory;
    }

    long sequence() {
        return sequence;
    }

    /// Writes, and rotates when there is no more room.
    void write(byte[] key, byte[] value, int kind) {
        sequence++;
        while (!memTables.write(current.acquire().active(), key, value, kind, sequence)) {
            rotate();
        }
        written.computeIfAbsent(key, k -> new ArrayList<>()).add(new Version(sequence, kind, value));
    }

    void rotate() {
        current.rotate(memTables.take(), 0);
    }

    /// Makes tables of one of the frozen memtables, not always of the oldest.
    void flush() {
        List<FrozenMemTable> frozen = current.acquire().frozen();
        if (!frozen.isEmpty()) {
            MemTable flushed = frozen.get(random.nextInt(3) > 0 ? 0 : random.nextInt(frozen.size()))
                    .table();
            NavigableMap<byte[], List<Version>> entries = entries(flushed);
            long generation = current.install(flushed, build(entries, false, 2)).generation();
            reaper.retire(new Retired(flushed, generation, 1, () -> memTables.give(flushed)));
            reaper.reapOnce();
        }
    }

    /// Merges all tables that are older than every memtable into one run.
    void merge() {
        View view = current.acquire();
        List<Table> inputs = new ArrayList<>();
        for (int i = view.level0Count() - 1; i >= 0 && view.level0(i) instanceof Level0Table table; i--) {
            inputs.add(table.table());
        }
        for (int i = 0; i < view.runCount(); i++) {
            inputs.addAll(view.run(i).tables());
        }
        if (!inputs.isEmpty()) {
            NavigableMap<byte[], List<Version>> entries = new TreeMap<>(Arrays::compareUnsigned);
            inputs.forEach(table -> scan(table, entries));
            long generation = current.merge(inputs, 1, 0, build(entries, true, MOST_OUTPUTS))
                    .generation();
            inputs.forEach(table -> reaper.retire(new Retired(table, generation, 1, table::close)));
            reaper.reapOnce();
        }
    }

    /// What a key is at a sequence; null when it has no value.
    @Nullable
    Version visible(byte[] key, long at) {
        return visible(written.getOrDefault(key, List.of()), at);
    }

    static @Nullable Version visible(List<Version> versions, long at) {
        Version newest = null;
        for (Version version : versions) {
            if (version.sequence <= at && (newest == null || newest.sequence < version.sequence)) {
                newest = version;
            }
        }
        return newest == null || newest.kind == RecordKind.DELETE ? null : newest;
    }

    private static NavigableMap<byte[], List<Version>> entries(MemTable table) {
        NavigableMap<byte[], List<Version>> entries = new TreeMap<>(Arrays::compareUnsigned);
        MemTableCursor cursor = table.cursor(Long.MAX_VALUE);
        for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
            List<Version> versions = new ArrayList<>();
            do {
                versions.add(version(cursor));
            } while (cursor.toSequence(cursor.sequence() - 1));
            entries.put(bytes(cursor.region(), cursor.keyOffset(), cursor.keyLength()), versions);
        }
        return entries;
    }

    private static Version version(Cursor cursor) {
        return new Version(
                cursor.sequence(), cursor.kind(), bytes(cursor.region(), cursor.valueOffset(), cursor.valueLength()));
    }

    private static void scan(Table table, Map<byte[], List<Version>> into) {
        TableScan scan = table.scan();
        while (scan.next()) {
            into.computeIfAbsent(bytes(scan.region(), scan.keyOffset(), scan.keyLength()), k -> new ArrayList<>())
                    .add(new Version(
                            scan.sequence(),
                            scan.kind(),
                            bytes(scan.region(), scan.valueOffset(), scan.valueLength())));
        }
    }

    /// @return tables in the order of their keys
    private List<Table> build(NavigableMap<byte[], List<Version>> entries, boolean isBottom, int most) {
        NavigableMap<byte[], List<Version>> kept = new TreeMap<>(Arrays::compareUnsigned);
        entries.forEach((key, versions) -> {
            List<Version> wanted = wanted(versions, isBottom);
            if (!wanted.isEmpty()) {
                kept.put(key, wanted);
            }
        });
        List<Table> tables = new ArrayList<>();
        int perTable = 1 + kept.size() / (1 + random.nextInt(most));
        List<byte[]> keys = new ArrayList<>(kept.keySet());
        for (int from = 0; from < keys.size(); from += perTable) {
            List<byte[]> part = keys.subList(from, Math.min(keys.size(), from + perTable));
            try (TableBuilder builder = store.create(++tableNumber, TABLE_BYTES)) {
                for (byte[] key : part) {
                    for (Version version : Objects.requireNonNull(kept.get(key))) {
                        add(builder, key, version);
                    }
                }
                TableSummary summary = builder.finish();
                Table table = store.open(summary);
                tables.add(table);
            }
        }
        return tables;
    }

    /// The newest, and the newest at or below each snapshot; at the bottom no tombstone that hides nothing.
    private List<Version> wanted(List<Version> versions, boolean isBottom) {
        List<Version> sorted = new ArrayList<>(versions);
        sorted.sort((a, b) -> Long.compare(b.sequence, a.sequence));
        List<Version> wanted = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Version version = sorted.get(i);
            long until = i == 0 ? Long.MAX_VALUE : sorted.get(i - 1).sequence;
            Long reader = snapshots.ceiling(version.sequence);
            if (i == 0 || (reader != null && reader < until)) {
                wanted.add(version);
            }
        }
        while (isBottom && !wanted.isEmpty() && wanted.getLast().kind == RecordKind.DELETE) {
            wanted.removeLast();
        }
        return wanted;
    }

    private void add(TableBuilder builder, byte[] key, Version version) {
        long valueOffset = (long) key.length + Keys.SLACK;
        entry.copyFrom(0, key, 0, key.length);
        entry.copyFrom(valueOffset, version.value, 0, version.value.length);
        builder.add(
                entry,
                0,
                key.length,
                entry,
                valueOffset,
                version.value.length,
                version.kind,
                version.sequence,
                Long.MAX_VALUE);
    }

    static byte[] bytes(Region region, long offset, int length) {
        byte[] bytes = new byte[length];
        region.copyTo(offset, bytes, 0, length);
        return bytes;
    }

    /// What a cursor that stays open does.
    Hold hold() {
        int ticket = calls.pin();
        Hold hold = current.acquire().hold();
        calls.exit(ticket);
        return hold;
    }

    @Override
    public void close() {
        calls.close();
        reaper.freeAll();
        View last = current.acquire();
        memTables.give(last.active());
        last.frozen().forEach(frozen -> memTables.give(frozen.table()));
        last.tables().forEach(Table::close);
        store.close();
        memory.free(entry);
        memTables.close();
    }
}

package io.varve.bench.flush;

import com.sun.management.ThreadMXBean;
import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.sstable.BlockReader;
import io.varve.sstable.Table;
import io.varve.sstable.TableBuilder;
import io.varve.sstable.TableConfig;
import io.varve.sstable.TableStore;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/// What the making of a table costs, through a mapping and by calls, and what somebody feels of it who reads another
/// table meanwhile. From sorted entries that are at hand: no memtable is walked.
final class Writing implements AutoCloseable {
    private static final int READ_ENTRIES = 500_000;
    private static final int ENTRY_BYTES = 160;
    private static final int REGION_BYTES = 4096;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;
    private static final int VALUE_OFFSET = 64;
    private static final long STRIDE = 1L << 32;
    private static final long BUDGET = 2L << 30;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Memory memory = Linux.memory(new MemoryBudget(BUDGET));
    private final Directory directory;
    private final TableStore mapped;
    private final TableStore called;
    private final Table read;
    private long number;

    /// @param cpuNanos of the thread that builds
    /// @param reads latencies of the thread that reads meanwhile
    record Result(long entries, long bytes, long nanos, long cpuNanos, Histogram reads) {}

    /// Reads at random, until it is told to end.
    private final class Reader extends Thread {
        private final Histogram latencies = new Histogram(3);
        private volatile boolean isOver;

        @Override
        public void run() {
            SplittableRandom random = new SplittableRandom(1);
            Region key = region("reader");
            BlockReader reader = new BlockReader();
            while (!isOver) {
                setKey(key, random.nextInt(READ_ENTRIES));
                long began = System.nanoTime();
                long found = read.find(key, 0, KEY_BYTES, Long.MAX_VALUE, reader);
                latencies.recordValue(System.nanoTime() - began);
                if (found == Table.NOT_FOUND) {
                    throw new IllegalStateException("an entry is missing");
                }
            }
            memory.free(key);
        }
    }

    Writing(Path path) {
        directory = Linux.disk().openDirectory(path.toString());
        TableConfig usual = TableConfig.of(new StoreId(1, 2));
        mapped = store(usual);
        called = store(
                new TableConfig(usual.store(), usual.blockBytes(), usual.bitsPerKey(), usual.windowBytes(), false));
        read = build(mapped, READ_ENTRIES);
    }

    /// Makes a table of so many entries, and removes it.
    ///
    /// @param isMapped whether it is written through a mapping
    Result measure(long entries, boolean isMapped) throws InterruptedException {
        Reader reader = new Reader();
        reader.start();
        long cpu = THREADS.getCurrentThreadCpuTime();
        long began = System.nanoTime();
        TableStore store = isMapped ? mapped : called;
        Table table = build(store, entries);
        long nanos = System.nanoTime() - began;
        cpu = THREADS.getCurrentThreadCpuTime() - cpu;
        reader.isOver = true;
        reader.join();
        table.close();
        store.remove(table.summary().number());
        return new Result(entries, table.summary().bytes(), nanos, cpu, reader.latencies);
    }

    /// What the reader feels when nobody makes a table.
    Histogram alone(long millis) throws InterruptedException {
        Reader reader = new Reader();
        reader.start();
        Thread.sleep(millis);
        reader.isOver = true;
        reader.join();
        return reader.latencies;
    }

    @Override
    public void close() {
        read.close();
        mapped.close();
        called.close();
        directory.close();
    }

    private TableStore store(TableConfig config) {
        return new TableStore(
                config,
                directory,
                memory,
                memory.budget().account("building"),
                memory.budget().account("reading"),
                () -> 1,
                Linux.clock());
    }

    private Table build(TableStore store, long entries) {
        Region entry = region("builder");
        try (TableBuilder builder = store.create(++number, entries * ENTRY_BYTES)) {
            for (long i = 0; i < entries; i++) {
                setKey(entry, i);
                builder.add(
                        entry, 0, KEY_BYTES, entry, VALUE_OFFSET, VALUE_BYTES, RecordKind.PUT, i + 1, Long.MAX_VALUE);
            }
            return store.open(builder.finish());
        } finally {
            memory.free(entry);
        }
    }

    private Region region(String purpose) {
        return memory.allocate(memory.budget().account(purpose), REGION_BYTES, Pages.BASE);
    }

    private static void setKey(Region key, long i) {
        key.putLongBigEndian(0, i * STRIDE);
        key.putLong(Long.BYTES, i);
    }
}

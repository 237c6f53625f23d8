package io.varve.bench.table;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.WorkFolder;
import io.varve.cursor.Cursor;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// **Question:** of a get from a table, what do the filter, the index, the search in the block and the
/// copy take, each with those before it; and a step of a cursor?
///
/// **How:** a table of the engine with keys of 16 and values of 100 bytes, every block checked already; keys in random
/// order. With 20 000
/// entries all is in the processor's caches: what is left is what the code takes. With 2 million, memory is waited for
/// as in the probe
/// `table-get`.
///
/// **Decides:** which step of a get is worth the next trick.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class TablePartBench {
    private static final int QUERIES = 1 << 16;
    private static final int QUERY_BYTES = 32;

    /// Entries of the table.
    @Param({"20000", "2000000"})
    public int entries;

    private WorkFolder folder;
    private Directory directory;
    private Memory memory;
    private Region queries;
    private EngineTable table;
    private Cursor cursor;
    private int turn;

    /// Used by JMH.
    public TablePartBench() {}

    /// Builds the table and what is asked for: present keys in the first half, absent ones in the second.
    @Setup
    public void build() throws ProbeException {
        folder = WorkFolder.below(Path.of(System.getProperty("java.io.tmpdir")));
        directory = folder.open();
        memory = Linux.memory(new MemoryBudget(16 << 20));
        queries = memory.allocate(memory.budget().account("bench"), 2L * QUERIES * QUERY_BYTES, Pages.HUGE);
        SplittableRandom random = new SplittableRandom(7);
        long[] prefixes = EngineTable.prefixes(entries, random);
        for (int i = 0; i < QUERIES; i++) {
            RawTable.putKey(queries, (long) i * QUERY_BYTES, prefixes[random.nextInt(entries)]);
            RawTable.putKey(queries, (long) (QUERIES + i) * QUERY_BYTES, random.nextLong());
        }
        table = new EngineTable(directory, prefixes);
        cursor = table.cursor();
    }

    /// Gives all back.
    @TearDown
    public void close() {
        cursor.release();
        table.close();
        memory.free(queries);
        directory.close();
        folder.close();
    }

    private long present() {
        turn = turn + 1 & QUERIES - 1;
        return (long) turn * QUERY_BYTES;
    }

    private long absent() {
        turn = turn + 1 & QUERIES - 1;
        return (long) (QUERIES + turn) * QUERY_BYTES;
    }

    /// The hash of a key, and the filter's yes.
    @Benchmark
    public boolean filterHit() {
        return table.mayContain(queries, present());
    }

    /// The same, and mostly its no.
    @Benchmark
    public boolean filterMiss() {
        return table.mayContain(queries, absent());
    }

    /// Which block has a key, by its signpost.
    @Benchmark
    public int locateBlock() {
        return table.locate(queries, present());
    }

    /// Where the entry of a key is, by the index and a search in the block.
    @Benchmark
    public long searchBlock() {
        return table.find(queries, present());
    }

    /// The filter, where the entry is by its signpost, and a copy of the value.
    @Benchmark
    public boolean get() {
        return table.get(queries, present());
    }

    /// One step of a walk over all entries.
    @Benchmark
    public long cursorStep() {
        if (!cursor.isValid() || !cursor.next()) {
            cursor.first();
        }
        return cursor.region().getLong(cursor.valueOffset());
    }

    /// One step backward.
    @Benchmark
    public long cursorStepBack() {
        if (!cursor.isValid() || !cursor.previous()) {
            cursor.last();
        }
        return cursor.region().getLong(cursor.valueOffset());
    }

    /// A seek to a key that is there, and its value.
    @Benchmark
    public long seek() {
        cursor.seek(queries, present(), EngineTable.KEY_LENGTH);
        return cursor.region().getLong(cursor.valueOffset());
    }
}

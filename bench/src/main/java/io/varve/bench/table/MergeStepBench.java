package io.varve.bench.table;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.WorkFolder;
import io.varve.cursor.Entries;
import io.varve.cursor.EntryMerge;
import io.varve.nativeio.Directory;
import io.varve.sstable.TableScan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/// **Question:** what does the next entry of several tables walked as one take, by how many there are?
///
/// **How:** tables with keys of 16 bytes that overlap wholly; one step is one entry. Nothing is written: the probe of
/// the whole, with tables built
/// and synced, is `./varve bench merge`.
///
/// **Decides:** whether the heap with prefixes beside it is good enough for merges of many runs (a loser tree would
/// save comparisons), and what a
/// wider merge costs over two narrow ones.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class MergeStepBench {
    /// Entries of all tables together.
    @Param({"20000"})
    public int entries;

    /// Tables.
    @Param({"1", "2", "8"})
    public int tables;

    private WorkFolder folder;
    private Directory directory;
    private final List<EngineTable> all = new ArrayList<>();
    private EntryMerge merge;

    /// Used by JMH.
    public MergeStepBench() {}

    /// Builds the tables.
    @Setup
    public void build() throws ProbeException {
        folder = WorkFolder.below(Path.of(System.getProperty("java.io.tmpdir")));
        directory = folder.open();
        for (int i = 0; i < tables; i++) {
            all.add(new EngineTable(directory, EngineTable.prefixes(entries / tables, new SplittableRandom(i + 1))));
        }
        begin();
    }

    private void begin() {
        List<TableScan> scans = all.stream().map(EngineTable::scan).toList();
        merge = new EntryMerge(scans);
    }

    /// Gives all back.
    @TearDown
    public void close() {
        all.forEach(EngineTable::close);
        directory.close();
        folder.close();
    }

    /// One entry.
    @Benchmark
    public long step() {
        Entries entry = merge.next();
        if (entry == null) {
            begin();
            return 0;
        }
        return entry.region().getLong(entry.keyOffset());
    }
}

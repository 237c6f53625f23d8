package io.varve.bench.merge;

import com.sun.management.OperatingSystemMXBean;
import io.varve.Compaction;
import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// The word `merge`: tables of flushes with random keys are merged into the run at the bottom, again and again, by a
/// store that does nothing else meanwhile.
public final class MergeCommand {
    private static final List<String> KNOWN = List.of("--runs", "--entries", "--bottom", "--rounds", "--dir", "--json");
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;

    private final PrintStream out;
    private final int runs;
    private final int entries;
    private final int bottom;
    private final int rounds;
    private final Path files;
    private final String json;
    private final ByteBuffer key = ByteBuffer.allocateDirect(KEY_BYTES);
    private final ByteBuffer value = ByteBuffer.allocateDirect(VALUE_BYTES);
    private final SplittableRandom random = new SplittableRandom(7);

    /// One merge.
    ///
    /// @param read entries of all its inputs
    /// @param cpuNanos of the process
    private record Round(long read, long nanos, long cpuNanos) {}

    private MergeCommand(Settings settings, PrintStream out) {
        this.out = out;
        runs = settings.count("--runs", 8);
        entries = settings.count("--entries", 50_000);
        bottom = settings.count("--bottom", 800_000);
        rounds = settings.count("--rounds", 8);
        files = settings.files();
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("merge", KNOWN, arguments, err, settings -> new MergeCommand(settings, out)::measure);
    }

    private void measure() throws IOException, ProbeException {
        out.println(String.format(
                Locale.ROOT,
                "merge, %d runs of %,d entries into one of %,d, 16 B keys, 100 B values",
                runs,
                entries,
                bottom));
        JsonLines lines = JsonLines.begin(json);
        Round[] all = new Round[rounds];
        try (WorkFolder folder = WorkFolder.below(files);
                Store store = Store.open(
                        folder.path(),
                        StoreOptions.builder().compaction(Compaction.MANUAL).build())) {
            for (long i = 0; i < bottom; i++) {
                put(store, i);
            }
            store.compact().await();
            for (int i = 0; i < rounds; i++) {
                all[i] = round(store);
                out.println(String.format(
                        Locale.ROOT,
                        "round %2d: %,9d entries read, %5.0f ns each, %5.0f ns of processor",
                        i + 1,
                        all[i].read(),
                        (double) all[i].nanos() / all[i].read(),
                        (double) all[i].cpuNanos() / all[i].read()));
            }
        }
        // What the JVM compiles in the first rounds is its price, and not that of a merge.
        Arrays.sort(all, (a, b) -> Long.compare(a.nanos() * b.read(), b.nanos() * a.read()));
        Round best = all[0];
        out.println(String.format(
                Locale.ROOT, "best: %.0f ns per entry that is read", (double) best.nanos() / best.read()));
        lines.add(String.format(
                Locale.ROOT,
                "{\"workload\":\"merge\",\"store\":\"varve\",\"runs\":%d,\"entries\":%d,\"nanosPerEntry\":%.1f,"
                        + "\"cpuNanosPerEntry\":%.1f}",
                runs,
                best.read(),
                (double) best.nanos() / best.read(),
                (double) best.cpuNanos() / best.read()));
    }

    private Round round(Store store) {
        for (int run = 0; run < runs; run++) {
            for (int i = 0; i < entries; i++) {
                put(store, random.nextLong(bottom));
            }
            store.flush().await();
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long read = store.stats().tables().entries();
        long cpu = system.getProcessCpuTime();
        long began = System.nanoTime();
        store.compact().await();
        long nanos = System.nanoTime() - began;
        return new Round(read, nanos, system.getProcessCpuTime() - cpu);
    }

    private void put(Store store, long number) {
        key.putLong(0, number * 0x9E37_79B9_7F4A_7C15L).putLong(Long.BYTES, number);
        value.putLong(0, random.nextLong());
        store.put(MemorySegment.ofBuffer(key), MemorySegment.ofBuffer(value), Durability.PROCESS);
    }
}

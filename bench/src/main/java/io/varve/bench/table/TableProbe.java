package io.varve.bench.table;

import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import io.varve.nativeio.Directory;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// **Question:** what does a flush pay for writing its table through a mapping, against pwrite, and whom does
/// it hold up?
///
/// **How:** a file of 64 MiB in blocks of 4 KiB built in private memory, into allocated space, to the end of
/// fdatasync and unmap; all ways take turns, round after round. Processor time is the writing thread's own
/// (what kernel threads write back later is not in it). Beside it a thread watches the clock and asks for
/// safepoints. The first row builds blocks only: what there is to take off the others.
///
/// **Decides:** the window of mapped writing (D-17), and what is lost against pwrite by keeping it.
public final class TableProbe implements Probe {
    private static final int ROUNDS = 9;
    private static final int FILE_SIZE = 64 << 20;

    /// One file written.
    private record Sample(double megabytesPerSecond, double cpuNanosPerKib, double pauseNanos, double safepointNanos) {}

    /// Used by the list of probes.
    public TableProbe() {}

    @Override
    public String name() {
        return "table";
    }

    @Override
    public String question() {
        return "What does writing a table through a mapping cost against pwrite, and whom does it hold up?";
    }

    @Override
    public String decides() {
        return "the window of mapped table writing (D-17), and what is lost against pwrite by keeping it.";
    }

    @Override
    public long fileBytes() {
        return FILE_SIZE;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        int rounds = run.choose(ROUNDS, 1);
        int size = run.choose(FILE_SIZE, Way.LARGEST_PIECE);
        Map<Way, List<Sample>> found = new EnumMap<>(Way.class);
        try (Directory directory = run.folder().open();
                TableWriting writing = new TableWriting(directory, size);
                Hiccups hiccups = new Hiccups()) {
            // Two rounds more than are counted, to warm up code and page cache.
            for (int round = run.choose(-2, 0); round < rounds; round++) {
                run.progress().accept(round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds);
                for (Way way : Way.values()) {
                    if (way.kind() == Way.Kind.DIRECT
                            && !directory.capabilities().hasDirect()) {
                        continue;
                    }
                    Sample sample = measure(writing, hiccups, way);
                    if (round >= 0) {
                        found.computeIfAbsent(way, each -> new ArrayList<>()).add(sample);
                    }
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProbeException("Writing tables was interrupted.", interrupted);
        }
        return ProbeReport.of(
                tables(found), List.of(rounds + " rounds after two to warm up; files of " + (size >> 20) + " MiB"));
    }

    private static Sample measure(TableWriting writing, Hiccups hiccups, Way way)
            throws ProbeException, InterruptedException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        hiccups.reset();
        TimeUnit.MILLISECONDS.sleep(1);
        hiccups.reset();
        long cpuBegin = threads.getCurrentThreadCpuTime();
        long begin = System.nanoTime();
        try {
            long bytes = writing.write(way);
            long nanos = System.nanoTime() - begin;
            long cpu = threads.getCurrentThreadCpuTime() - cpuBegin;
            return new Sample(
                    bytes / 1e6 / (nanos / 1e9),
                    cpu / (bytes / 1024.0),
                    hiccups.worstPause(),
                    hiccups.hasAsked() ? hiccups.worstSafepoint() : Double.NaN);
        } finally {
            writing.remove();
        }
    }

    private static List<Table> tables(Map<Way, List<Sample>> found) {
        Table table = Table.summary(
                "Writing and syncing a file (medians of the rounds; worst of all rounds in the last two columns)",
                List.of(
                        "way",
                        "MB/s",
                        "CPU ns/KiB",
                        "pause us, median of worst",
                        "safepoint us, median of worst",
                        "pause us, worst",
                        "safepoint us, worst"));
        Table rounds = Table.raw(
                "each round", List.of("way", "round", "MB/s", "CPU ns/KiB", "worst pause ns", "worst safepoint ns"));
        found.forEach((way, samples) -> {
            table.add(List.of(
                    way.words(),
                    median(samples, Sample::megabytesPerSecond),
                    median(samples, Sample::cpuNanosPerKib),
                    median(samples, sample -> sample.pauseNanos() / 1e3),
                    median(samples, sample -> sample.safepointNanos() / 1e3),
                    worst(samples, sample -> sample.pauseNanos() / 1e3),
                    worst(samples, sample -> sample.safepointNanos() / 1e3)));
            for (int round = 0; round < samples.size(); round++) {
                Sample sample = samples.get(round);
                rounds.add(List.of(
                        way.words(),
                        round + 1,
                        sample.megabytesPerSecond(),
                        sample.cpuNanosPerKib(),
                        sample.pauseNanos(),
                        sample.safepointNanos()));
            }
        });
        return List.of(table, rounds);
    }

    /// Not a number where none of the samples is: a file that was written before the first safepoint was asked
    /// for tells nothing about safepoints.
    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] values = samples.stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (values.length == 0) {
            return Double.NaN;
        }
        return values[values.length / 2];
    }

    private static double worst(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return samples.stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }
}

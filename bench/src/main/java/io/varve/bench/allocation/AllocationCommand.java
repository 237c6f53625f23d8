package io.varve.bench.allocation;

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
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The word `allocation`.
public final class AllocationCommand {
    private static final List<String> KNOWN = List.of("--calls", "--dir", "--json");

    /// The last: more threads than the store has places to wait in.
    private static final List<Callers> CALLERS = List.of(
            Callers.platform(1), Callers.platform(4), Callers.virtual(1), Callers.virtual(64), Callers.virtual(4000));

    /// A thread does this part of the calls at least, so that its waiting for the others hardly counts.
    private static final int LEAST_PART = 1000;

    /// Memory for a memtable that is never full: what an operation takes of it, and the rest.
    private static final long OPERATION_BYTES = 192;

    private static final long MEBIBYTE = 1 << 20;

    private static final long SMALLEST = 16;

    /// More would not fit the largest memtable.
    private static final int MOST_CALLS = 40_000;

    private static final int WARM_UP = 6;
    private static final int ROUNDS = 5;

    private final PrintStream out;
    private final int calls;
    private final Path files;
    private final String json;

    private AllocationCommand(Settings settings, PrintStream out) {
        this.out = out;
        calls = settings.count("--calls", 20_000);
        if (calls > MOST_CALLS) {
            throw new IllegalArgumentException("--calls is at most " + MOST_CALLS + ", not " + calls + ".");
        }
        files = settings.files();
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("allocation", KNOWN, arguments, err, settings -> new AllocationCommand(settings, out)::measure);
    }

    /// A store in a directory, with all keys in it.
    static Store open(Path directory, long memtableBytes) {
        Store store = Store.open(
                directory,
                StoreOptions.builder()
                        .memtableBytes(memtableBytes)
                        .frozenMemtables(1)
                        .memoryBudgetBytes(5 * memtableBytes + (512L << 20))
                        .build());
        MemorySegment key = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(Long.BYTES));
        MemorySegment value = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(Call.Buffers.VALUE_BYTES));
        for (int i = 0; i < Call.KEYS; i++) {
            key.set(ValueLayout.JAVA_LONG, 0, i);
            store.put(key, value);
        }
        return store;
    }

    private void measure() throws IOException, InterruptedException, ProbeException {
        out.println(String.format(
                Locale.ROOT,
                "bytes of Java heap per call, medians of %d rounds of %d calls and more; caller: by the calling threads;"
                        + " process: by all threads of the process",
                ROUNDS,
                calls));
        out.println(String.format(Locale.ROOT, "%-14s %-14s %12s %12s", "call", "threads", "caller B", "process B"));
        JsonLines lines = JsonLines.begin(json);
        for (Call call : Call.values()) {
            try (WorkFolder folder = WorkFolder.below(files);
                    Store store = open(folder.path(), memtableBytes(call))) {
                for (Callers callers : CALLERS) {
                    List<Sample> samples = samples(store, call, callers);
                    out.println(line(call, callers, samples));
                    lines.add(json(call, callers, samples));
                }
            }
        }
    }

    private List<Sample> samples(Store store, Call call, Callers callers) throws InterruptedException {
        List<Sample> samples = new Measurement(store, call, callers, callsPerThread(call, callers))
                .rounds(WARM_UP + ROUNDS, sample -> false);
        return samples.subList(WARM_UP, samples.size());
    }

    private int callsPerThread(Call call, Callers callers) {
        return 1 + Math.max(calls / LEAST_PART, calls / callers.threads()) / call.operations();
    }

    private long memtableBytes(Call call) {
        long operations = 0;
        for (Callers callers : CALLERS) {
            operations += (long) callsPerThread(call, callers) * callers.threads() * call.operations();
        }
        return (SMALLEST + OPERATION_BYTES * operations * (WARM_UP + ROUNDS) / MEBIBYTE) * MEBIBYTE;
    }

    private static String line(Call call, Callers callers, List<Sample> samples) {
        return String.format(
                Locale.ROOT,
                "%-14s %-14s %12s %12.3f",
                call.title(),
                callers.title(),
                callers.isVirtual() ? "" : String.format(Locale.ROOT, "%.3f", median(samples, Sample::callerPerCall)),
                median(samples, Sample::processPerCall));
    }

    private static String json(Call call, Callers callers, List<Sample> samples) {
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"allocation\",\"call\":\"%s\",\"threads\":%d,\"virtual\":%b,"
                        + "\"callerBytesPerCall\":%s,\"processBytesPerCall\":%.4f}",
                call.title(),
                callers.threads(),
                callers.isVirtual(),
                callers.isVirtual()
                        ? "null"
                        : String.format(Locale.ROOT, "%.4f", median(samples, Sample::callerPerCall)),
                median(samples, Sample::processPerCall));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

package io.varve.bench.probe;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// JMH as a probe uses it: benchmarks are run in forks with exactly our arguments, and their results are
/// kept together. In a smoke run each benchmark runs once, for a millisecond, in this process.
public final class JmhRuns {
    private static final int FORKS = 2;
    private static final int WARMUPS = 3;
    private static final int ITERATIONS = 4;
    private static final TimeValue ITERATION = TimeValue.milliseconds(400);

    private final ProbeRun run;
    private final List<Labelled> results = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();

    /// One result, and what was special about its run.
    ///
    /// @param label as given to [#run]
    public record Labelled(String label, RunResult result) {}

    /// Nothing measured yet.
    public JmhRuns(ProbeRun run) {
        this.run = run;
        settings.add(String.format(
                "JMH 1.37, %d forks, %d warm-up and %d measured iterations of %s each",
                FORKS, WARMUPS, ITERATIONS, ITERATION));
    }

    /// Runs benchmarks.
    ///
    /// @param label names what is special about this run
    /// @param pattern which benchmarks, as a regular expression over their full names
    /// @param arguments of the forked process, beside [ForkArguments]
    /// @param more sets what else is special: parameters, threads, profilers
    public void run(String label, String pattern, List<String> arguments, Consumer<ChainedOptionsBuilder> more)
            throws ProbeException {
        List<String> all = new ArrayList<>(ForkArguments.all());
        all.addAll(arguments);
        settings.add(label + ": " + pattern + " with " + String.join(" ", all));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern)
                .jvmArgs(all.toArray(String[]::new))
                .shouldFailOnError(true)
                .timeout(TimeValue.seconds(30))
                .forks(run.choose(FORKS, 0))
                .warmupForks(0)
                .warmupIterations(run.choose(WARMUPS, 0))
                .warmupTime(ITERATION)
                .measurementIterations(run.choose(ITERATIONS, 1))
                .measurementTime(run.isSmoke() ? TimeValue.milliseconds(1) : ITERATION);
        more.accept(options);
        try {
            for (RunResult result : new Runner(options.build(), new JmhProgress(run.progress(), label)).run()) {
                results.add(new Labelled(label, result));
            }
        } catch (RunnerException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new ProbeException("JMH could not run " + pattern + ": " + cause.getMessage(), failure);
        }
    }

    /// All results, in the order they came.
    public List<Labelled> results() {
        return List.copyOf(results);
    }

    /// A report of some tables, with JMH's own JSON beside them.
    public ProbeReport report(List<Table> tables) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ResultFormatFactory.getInstance(ResultFormatType.JSON, out)
                .writeOut(results.stream().map(Labelled::result).toList());
        return new ProbeReport(tables, bytes.toString(StandardCharsets.UTF_8) + "\n", settings);
    }

    /// The bare name of a result's benchmark: `pread` of `io.varve.bench.downcall.ReadBenchmark.pread`.
    public static String nameOf(RunResult result) {
        String full = result.getParams().getBenchmark();
        return full.substring(full.lastIndexOf('.') + 1);
    }
}

package io.varve.bench.probe;

import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/// One line per benchmark instead of JMH's pages; what a failing fork says is passed on.
final class JmhProgress implements OutputFormat {
    private final Consumer<String> lines;
    private final String label;

    JmhProgress(Consumer<String> lines, String label) {
        this.lines = lines;
        this.label = label;
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        if (result == null) {
            return;
        }
        BenchmarkParams params = result.getParams();
        StringBuilder name = new StringBuilder(params.getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"));
        params.getParamsKeys().forEach(key -> name.append(' ').append(params.getParam(key)));
        Result<?> score = result.getPrimaryResult();
        lines.accept(String.format(
                Locale.ROOT,
                "%s (%s): %.3f ± %.3f %s",
                name,
                label,
                score.getScore(),
                score.getScoreError(),
                score.getScoreUnit()));
    }

    @Override
    public void println(String text) {
        if (text.startsWith("<failure>") || text.contains("Exception") || text.contains("Error")) {
            lines.accept(text.strip());
        }
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {}

    @Override
    public void iterationResult(
            BenchmarkParams params, IterationParams iteration, int number, IterationResult result) {}

    @Override
    public void startBenchmark(BenchmarkParams params) {}

    @Override
    public void startRun() {}

    @Override
    public void endRun(Collection<RunResult> results) {}

    @Override
    public void print(String text) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public void verbosePrintln(String text) {}

    @Override
    public void write(int one) {}

    @Override
    public void write(byte[] some) {}
}

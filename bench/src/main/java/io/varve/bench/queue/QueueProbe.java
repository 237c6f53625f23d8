package io.varve.bench.queue;

import io.varve.bench.probe.JmhRuns;
import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/// Runs [MpscBenchmark], [SpscBenchmark] and [PoolBenchmark]; questions, ways and decisions are told there.
public final class QueueProbe implements Probe {
    private static final double MEGABYTE = 1024 * 1024;

    /// Used by the list of probes.
    public QueueProbe() {}

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public String question() {
        return "What do JCTools' queues gain over the JDK's where we hand work over or recycle memory?";
    }

    @Override
    public String decides() {
        return "which queues stand between our threads, and what recycled arenas rest in.";
    }

    @Override
    public long fileBytes() {
        return 0;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        JmhRuns jmh = new JmhRuns(run);
        List<String> heap = List.of("-Xms1g", "-Xmx1g");
        jmh.run("queues", "queue.(Mpsc|Spsc|Pool)Benchmark", heap, options -> options.addProfiler(GCProfiler.class));
        Table table = Table.summary(
                "Items handed over (mpsc: 2 producers, spsc: 1), or taken and given back by 2 threads (takeAndGive)",
                List.of("place", "queue", "million/s", "± 99.9 %", "garbage, bytes per item"));
        for (JmhRuns.Labelled each : jmh.results()) {
            table.add(row(each.result()));
        }
        return jmh.report(List.of(table));
    }

    private static List<Object> row(RunResult result) {
        Result<?> moved = result.getSecondaryResults().get("moved");
        Result<?> items = moved == null ? result.getPrimaryResult() : moved;
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate");
        Object garbage = "";
        if (allocated != null && items.getScore() > 0) {
            garbage = allocated.getScore() * MEGABYTE / items.getScore();
        }
        return List.of(
                JmhRuns.nameOf(result),
                result.getParams().getParam("kind"),
                items.getScore() / 1e6,
                items.getScoreError() / 1e6,
                garbage);
    }
}

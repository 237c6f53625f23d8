package io.varve.bench.downcall;

import io.varve.bench.probe.JmhRuns;
import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import java.util.List;

/// Runs [DowncallBenchmark] and [ReadBenchmark]; the question, the way and the decision are told there.
public final class DowncallProbe implements Probe {
    /// Used by the list of probes.
    public DowncallProbe() {}

    @Override
    public String name() {
        return "downcall";
    }

    @Override
    public String question() {
        return "What does a call into the kernel cost, by the shape of the call?";
    }

    @Override
    public String decides() {
        return "whether all system calls may go through one variadic handle with claimed errno slots, and whether"
                + " our own pread pays against FileChannel.";
    }

    @Override
    public long fileBytes() {
        return 1 << 20;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        String place = run.folder().path().toString();
        System.setProperty(ReadBenchmark.DIRECTORY, place);
        List<String> arguments = List.of("-D" + ReadBenchmark.DIRECTORY + "=" + place);
        JmhRuns jmh = new JmhRuns(run);
        jmh.run("1 thread", "DowncallBenchmark", List.of(), options -> {});
        jmh.run("1 thread", "downcall.ReadBenchmark", arguments, options -> {});
        jmh.run("2 threads", "downcall.ReadBenchmark", arguments, options -> options.threads(2));

        Table table = Table.summary("Time of one call", List.of("call", "threads", "ns", "± 99.9 %"));
        for (JmhRuns.Labelled each : jmh.results()) {
            table.add(List.of(
                    JmhRuns.nameOf(each.result()),
                    each.result().getParams().getThreads(),
                    each.result().getPrimaryResult().getScore(),
                    each.result().getPrimaryResult().getScoreError()));
        }
        return jmh.report(List.of(table));
    }
}

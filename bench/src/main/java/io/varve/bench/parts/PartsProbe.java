package io.varve.bench.parts;

import io.varve.bench.probe.JmhRuns;
import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/// Runs [ChecksumBench] and [EncodeBench], and those of memtables and tables; questions, ways and decisions are told
/// there.
public final class PartsProbe implements Probe {
    private static final String IN_CACHE = "20000";

    /// Used by the list of probes.
    public PartsProbe() {}

    @Override
    public String name() {
        return "parts";
    }

    @Override
    public String question() {
        return "What do the parts of a put, a get, a walk and a merge take by themselves?";
    }

    @Override
    public String decides() {
        return "where a whole that got slower is looked at first, and which part is worth a trick.";
    }

    @Override
    public long fileBytes() {
        return 640L << 20;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        JmhRuns jmh = new JmhRuns(run);
        List<String> arguments =
                List.of("-Xms2g", "-Xmx2g", "-Djava.io.tmpdir=" + run.folder().path());
        jmh.run("put", "parts.EncodeBench", arguments, options -> options.param("valueBytes", "100"));
        jmh.run("checksum", "parts.ChecksumBench", arguments, options -> {});
        jmh.run(
                "memtable",
                "MemTableBench.(insert|getHit|scanStep)$",
                arguments,
                options -> options.param("keys", "RANDOM"));
        jmh.run("table and merge", "table.(TablePart|MergeStep)Bench", arguments, options -> {
            if (run.isSmoke()) {
                options.param("entries", IN_CACHE);
            }
        });
        Table table = Table.summary("Time of one step", List.of("part", "of", "ns", "± 99.9 %"));
        for (JmhRuns.Labelled each : jmh.results()) {
            table.add(row(each.result()));
        }
        return jmh.report(List.of(table));
    }

    private static List<Object> row(RunResult result) {
        var params = result.getParams();
        String of = params.getParamsKeys().stream()
                .map(name -> name + " " + params.getParam(name))
                .collect(Collectors.joining(", "));
        return List.of(
                JmhRuns.nameOf(result),
                of,
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError());
    }
}

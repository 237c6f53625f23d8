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

/// Runs [EncodeBench], [ChecksumBench], and those of memtables, or those of tables and merges; questions, ways and
/// decisions are told there.
public final class PartsProbe implements Probe {
    /// Of what is written, until it is in a memtable.
    public static final PartsProbe OF_PUTS = new PartsProbe(
            "put-parts",
            "What do encoding, a checksum, and the steps of a memtable take by themselves?",
            List.of(
                    new Part("encode", "parts.EncodeBench", "valueBytes", "100", "100"),
                    new Part("checksum", "parts.ChecksumBench", "bytes", "184,4096,65536", "184"),
                    new Part(
                            "memtable",
                            "MemTableBench.(insert|getHit|getMiss|scanStep)$",
                            "keys",
                            "RANDOM",
                            "RANDOM")));

    /// Of what is read from tables, and merged.
    public static final PartsProbe OF_TABLES = new PartsProbe(
            "table-parts",
            "What do the filter, the index, a block, a cursor's step and a merge's step take by themselves?",
            List.of(
                    new Part("table", "table.TablePartBench", "entries", "20000,2000000", "20000"),
                    new Part("merge", "table.MergeStepBench", "tables", "1,2,8", "2")));

    private final String name;
    private final String question;
    private final List<Part> parts;

    /// Benchmarks of one kind.
    ///
    /// @param pattern of their names
    /// @param parameter that is varied
    /// @param values of it, apart from commas
    /// @param smoke the one that a smoke run takes
    private record Part(String label, String pattern, String parameter, String values, String smoke) {}

    private PartsProbe(String name, String question, List<Part> parts) {
        this.name = name;
        this.question = question;
        this.parts = parts;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String question() {
        return question;
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
        for (Part part : parts) {
            String values = run.isSmoke() ? part.smoke() : part.values();
            jmh.run(
                    part.label(),
                    part.pattern(),
                    arguments,
                    options -> options.param(part.parameter(), values.split(",", -1)));
        }
        Table table = Table.summary("Time of one step", List.of("part", "of", "ns", "± 99.9 %"));
        jmh.results().forEach(each -> table.add(row(each.result())));
        return jmh.report(List.of(table));
    }

    private static List<Object> row(RunResult result) {
        var params = result.getParams();
        String of = params.getParamsKeys().stream()
                .map(key -> key + " " + params.getParam(key))
                .collect(Collectors.joining(", "));
        return List.of(
                JmhRuns.nameOf(result),
                of,
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError());
    }
}

package io.varve.bench.accessor;

import io.varve.bench.probe.JmhRuns;
import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/// Runs [AccessorBenchmark] and [StrayBenchmark]; the question, the way and the decision are told there.
public final class AccessorProbe implements Probe {
    private static final String OFF_HEAP =
            "AccessorBenchmark.(region|boundedSegment|everythingRawAddress|directByteBuffer)$";
    private static final String STRAY = "StrayBenchmark";
    private static final String CHECKED = "-Dio.varve.checked=true";
    private static final String PLAIN = "plain";
    private static final String HUGE_HEAP = "-XX:+UseTransparentHugePages";

    /// Used by the list of probes.
    public AccessorProbe() {}

    @Override
    public String name() {
        return "accessor";
    }

    @Override
    public String question() {
        return "What does one dependent load cost, by accessor, in the cache and in DRAM?";
    }

    @Override
    public String decides() {
        return "whether all hot accesses go through one constant segment over every address (Region), and what"
                + " checked mode costs.";
    }

    @Override
    public long fileBytes() {
        return 0;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        JmhRuns jmh = new JmhRuns(run);
        measure(run, jmh, PLAIN, OFF_HEAP, List.of(), all(Placement.values()));
        measure(run, jmh, PLAIN, "AccessorBenchmark.array$", List.of(), all(Placement.CACHE, Placement.DRAM));
        measure(run, jmh, PLAIN, "AccessorBenchmark.array$", List.of(HUGE_HEAP), all(Placement.DRAM_HUGE));
        measure(
                run,
                jmh,
                "checked",
                "AccessorBenchmark.region$",
                List.of(CHECKED),
                all(Placement.CACHE, Placement.DRAM));
        jmh.run(PLAIN, STRAY, List.of(), options -> {});
        return jmh.report(List.of(table(jmh)));
    }

    private static void measure(
            ProbeRun run, JmhRuns jmh, String label, String pattern, List<String> arguments, List<String> placements)
            throws ProbeException {
        String[] chosen = (run.isSmoke() ? all(Placement.CACHE) : placements).toArray(String[]::new);
        jmh.run(label, pattern, arguments, options -> options.param("placement", chosen));
    }

    private static List<String> all(Placement... placements) {
        return List.of(placements).stream().map(Enum::name).toList();
    }

    private static String placementOf(RunResult result) {
        boolean isPlaced = result.getParams().getParamsKeys().contains("placement");
        return isPlaced ? result.getParams().getParam("placement") : Placement.CACHE.name();
    }

    private static Table table(JmhRuns jmh) {
        Map<String, Map<String, String>> byWay = new LinkedHashMap<>();
        for (JmhRuns.Labelled each : jmh.results()) {
            RunResult result = each.result();
            byWay.computeIfAbsent(
                            JmhRuns.nameOf(result) + (each.label().equals(PLAIN) ? "" : ", " + each.label()),
                            way -> new LinkedHashMap<>())
                    .put(
                            placementOf(result),
                            Table.shown(result.getPrimaryResult().getScore()) + " ± "
                                    + Table.shown(result.getPrimaryResult().getScoreError()));
        }
        Table table = Table.summary(
                "Nanoseconds per step of a dependent chase",
                List.of("way", "32 KiB", "256 MiB", "256 MiB, huge pages advised"));
        byWay.forEach((way, scores) -> {
            List<String> row = new ArrayList<>(List.of(way));
            for (Placement placement : Placement.values()) {
                row.add(scores.getOrDefault(placement.name(), ""));
            }
            table.add(row);
        });
        return table;
    }
}

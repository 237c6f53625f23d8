package io.varve.bench.handoff;

import io.varve.bench.probe.Percentiles;
import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// **Question:** what does the way from a caller through the ring to the one writer thread and back cost, by
/// the number of callers and by how both sides wait?
///
/// **How:** a Disruptor multi-producer ring, one writer with its own loop on a sequence barrier, no I/O;
/// every caller submits one thing, waits for it, and submits the next. Rounds go through all shapes, so that
/// the machine's moods hit them alike; the tables show medians of the rounds
/// (where two modes exist, as when the scheduler puts caller and writer on one core, result.json has both).
///
/// **Decides:** how long the writer spins before it parks, and whether callers spin at all, by core count.
public final class HandoffProbe implements Probe {
    private static final int[] CALLER_SPINS = {0, 50, 1000};
    /// Enough to go through all code.
    private static final List<Shape.Crowd> SMOKE = List.of(Shape.Crowd.P2, Shape.Crowd.V64);

    private static final int ROUNDS = 5;
    private static final int WARM_MILLIS = 80;
    private static final int MEASURED_MILLIS = 250;

    /// What was found for one shape.
    private static final class Found {
        private final List<Double> perSecond = new ArrayList<>();
        private final Percentiles nanos = new Percentiles();

        double median() {
            double[] values =
                    perSecond.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return values[values.length / 2];
        }
    }

    /// Used by the list of probes.
    public HandoffProbe() {}

    @Override
    public String name() {
        return "handoff";
    }

    @Override
    public String question() {
        return "What does the way caller, ring, writer, caller cost, by callers and by how both sides wait?";
    }

    @Override
    public String decides() {
        return "how long the writer spins before it parks, and whether callers spin at all, by core count.";
    }

    @Override
    public long fileBytes() {
        return 0;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        int rounds = run.choose(ROUNDS, 1);
        int warm = run.choose(WARM_MILLIS, 1);
        int measured = run.choose(MEASURED_MILLIS, 2);
        List<Shape> shapes = shapes(run.isSmoke() ? SMOKE : List.of(Shape.Crowd.values()));
        Map<Shape, Found> found = new LinkedHashMap<>();
        for (int round = run.choose(-1, 0); round < rounds; round++) {
            boolean isWarmUp = round < 0;
            run.progress().accept(isWarmUp ? "warming up" : "round " + (round + 1) + " of " + rounds);
            for (Shape shape : shapes) {
                Exchange exchange = Exchange.run(shape, isWarmUp ? 0 : warm, isWarmUp ? warm : measured);
                if (!isWarmUp && exchange.nanos().getTotalCount() > 0) {
                    Found of = found.computeIfAbsent(shape, each -> new Found());
                    of.perSecond.add(exchange.perSecond());
                    of.nanos.add(exchange.nanos());
                }
            }
        }
        String setting = String.format(
                "%d rounds after one to warm up; each shape %d ms to warm up and %d ms measured per round; ring of 4096",
                rounds, warm, measured);
        return ProbeReport.of(tables(found), List.of(setting));
    }

    private static List<Shape> shapes(List<Shape.Crowd> crowds) {
        List<Shape> shapes = new ArrayList<>();
        for (WriterWait.Kind writer : WriterWait.Kind.values()) {
            for (int spins : CALLER_SPINS) {
                for (Shape.Crowd crowd : crowds) {
                    shapes.add(new Shape(crowd, writer, spins));
                }
            }
        }
        return shapes;
    }

    private static List<Table> tables(Map<Shape, Found> found) {
        return List.of(
                matrix("Thousands per second, by callers", found, each -> each.median() / 1e3),
                matrix("p50, microseconds, by callers", found, each -> each.nanos.median(50) / 1e3),
                matrix("p99, microseconds, by callers", found, each -> each.nanos.median(99) / 1e3),
                matrix("p99.9, microseconds, by callers", found, each -> each.nanos.median(99.9) / 1e3),
                all(found));
    }

    private static Table matrix(String title, Map<Shape, Found> found, ToDoubleFunction<Found> figure) {
        List<String> columns = new ArrayList<>(List.of("waiting"));
        Arrays.stream(Shape.Crowd.values()).forEach(crowd -> columns.add(crowd.words()));
        Table table = Table.summary(title, columns);
        for (WriterWait.Kind writer : WriterWait.Kind.values()) {
            for (int spins : CALLER_SPINS) {
                List<Object> row = new ArrayList<>();
                row.add(new Shape(Shape.Crowd.P1, writer, spins).waiting());
                for (Shape.Crowd crowd : Shape.Crowd.values()) {
                    Found of = found.get(new Shape(crowd, writer, spins));
                    row.add(of == null ? "" : (Object) figure.applyAsDouble(of));
                }
                table.add(row);
            }
        }
        return table;
    }

    private static Table all(Map<Shape, Found> found) {
        Table table = Table.raw(
                "each round, nanoseconds",
                List.of("callers", "waiting", "round", "per second", "p50", "p90", "p99", "p99.9", "max", "count"));
        found.forEach((shape, of) -> {
            for (int round = 0; round < of.perSecond.size(); round++) {
                var nanos = of.nanos.rounds().get(round);
                table.add(List.of(
                        shape.crowd().words(),
                        shape.waiting(),
                        round + 1,
                        of.perSecond.get(round),
                        nanos.getValueAtPercentile(50),
                        nanos.getValueAtPercentile(90),
                        nanos.getValueAtPercentile(99),
                        nanos.getValueAtPercentile(99.9),
                        nanos.getMaxValue(),
                        nanos.getTotalCount()));
            }
        });
        return table;
    }
}

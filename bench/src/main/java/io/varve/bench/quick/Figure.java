package io.varve.bench.quick;

import io.varve.bench.results.Curve;
import io.varve.bench.results.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What one store gave for one workload in one round.
///
/// @param opsPerSecond entries, of which a batch has many; latencies are those of calls
/// @param heapBytes of Java heap per call; below 0 where nobody counted
record Figure(Workload workload, String store, double opsPerSecond, Histogram latencies, double heapBytes) {
    static Figure of(Workload workload, String store, long nanos, Histogram latencies) {
        double calls = latencies.getTotalCount();
        return new Figure(workload, store, calls * 1e9 * workload.entriesPerCall() / nanos, latencies, -1);
    }

    /// The median of some rounds, with the worst and the best.
    static Row row(List<Figure> rounds) {
        List<Figure> sorted = rounds.stream()
                .sorted(Comparator.comparingDouble(Figure::opsPerSecond))
                .toList();
        Figure median = sorted.get(sorted.size() / 2);
        return new Row(
                median.workload.name(),
                median.store,
                median.workload.durability(),
                median.workload.threads(),
                median.workload.isVirtual(),
                median.opsPerSecond,
                sorted.getFirst().opsPerSecond,
                sorted.getLast().opsPerSecond,
                median.latencies.getValueAtPercentile(50),
                median.latencies.getValueAtPercentile(99),
                median.latencies.getValueAtPercentile(99.9),
                median.heapBytes < 0 ? Map.of() : Map.of("heapBytes", median.heapBytes),
                Curve.of(median.latencies),
                List.of());
    }
}

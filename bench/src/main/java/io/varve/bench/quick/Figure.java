package io.varve.bench.quick;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/// What one store gave for one workload in one round, or in its median round.
///
/// @param opsPerSecond entries, of which a batch has many; latencies are those of calls
/// @param heapBytes of Java heap per call; below 0 where nobody counted
record Figure(
        Workload workload,
        String store,
        double opsPerSecond,
        long p50Nanos,
        long p99Nanos,
        long p999Nanos,
        double heapBytes) {
    static Figure of(Workload workload, String store, long nanos, Histogram latencies) {
        double calls = latencies.getTotalCount();
        return of(workload, store, calls * 1e9 * workload.entriesPerCall() / nanos, latencies, -1);
    }

    static Figure of(Workload workload, String store, double opsPerSecond, Histogram latencies, double heapBytes) {
        return new Figure(
                workload,
                store,
                opsPerSecond,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                heapBytes);
    }

    String json() {
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"%s\",\"store\":\"%s\",\"durability\":\"%s\",\"threads\":%d,\"virtual\":%b,"
                        + "\"opsPerSecond\":%.1f,\"p50Nanos\":%d,\"p99Nanos\":%d,\"p999Nanos\":%d,\"heapBytes\":%.3f}",
                workload.name(),
                store,
                workload.durability(),
                workload.threads(),
                workload.isVirtual(),
                opsPerSecond,
                p50Nanos,
                p99Nanos,
                p999Nanos,
                heapBytes);
    }

    String line() {
        return String.format(
                        Locale.ROOT,
                        "%-16s %-16s %,12.0f %10.1f %10.1f %10.1f",
                        workload.title(),
                        store,
                        opsPerSecond,
                        p50Nanos / 1e3,
                        p99Nanos / 1e3,
                        p999Nanos / 1e3)
                + (heapBytes < 0
                        ? ""
                        : String.format(Locale.ROOT, " %6.1f ns/op %8.3f B/call", 1e9 / opsPerSecond, heapBytes));
    }
}

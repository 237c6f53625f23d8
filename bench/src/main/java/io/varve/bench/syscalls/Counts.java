package io.varve.bench.syscalls;

import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import java.util.Locale;
import java.util.stream.Collectors;

/// What one store asked of the kernel for a number of puts.
///
/// @param counted what the store says of itself
/// @param trace what was seen
record Counts(String store, Level level, int callers, int puts, Peer.Counted counted, Trace trace) {
    static String heading() {
        return String.format(
                Locale.ROOT,
                "%-8s %-8s %8s %8s %10s %12s %10s %10s %12s %12s",
                "store",
                "level",
                "callers",
                "puts",
                "syncs/put",
                "O_DSYNC/put",
                "writes/put",
                "futex/put",
                "groups/put",
                "syncs/group");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-8s %-8s %8d %8d %10.3f %12.3f %10.3f %10.3f %12s %12s",
                store,
                level,
                callers,
                puts,
                perPut(trace.syncs()),
                perPut(trace.syncedWrites()),
                perPut(trace.writes()),
                perPut(trace.futexes()),
                counted.groups() < 0 ? "" : String.format(Locale.ROOT, "%.3f", perPut(counted.groups())),
                counted.groups() <= 0
                        ? ""
                        : String.format(Locale.ROOT, "%.3f", (double) trace.syncs() / counted.groups()));
    }

    String json() {
        String calls = trace.calls().entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                .collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"put-syscalls\",\"store\":\"%s\",\"durability\":\"%s\",\"threads\":%d,\"puts\":%d,"
                        + "\"syncs\":%d,\"syncedWrites\":%d,\"writes\":%d,\"futexes\":%d,\"groupsTold\":%d,"
                        + "\"syncsTold\":%d,\"calls\":{%s}}",
                store,
                level,
                callers,
                puts,
                trace.syncs(),
                trace.syncedWrites(),
                trace.writes(),
                trace.futexes(),
                counted.groups(),
                counted.syncs(),
                calls);
    }

    private double perPut(long count) {
        return (double) count / puts;
    }
}

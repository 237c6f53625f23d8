package io.varve.bench.probe;

import java.util.List;

/// What a probe found.
///
/// @param tables for people, in the order of the notes
/// @param json the same and more, for machines
/// @param settings how it was run, one line each: forks, iterations, rounds, JVM flags
public record ProbeReport(List<Table> tables, String json, List<String> settings) {
    /// The report of a probe that keeps no results beside its tables.
    public static ProbeReport of(List<Table> tables, List<String> settings) {
        return new ProbeReport(tables, Json.write(tables), settings);
    }
}

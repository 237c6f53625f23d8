package io.varve.bench.openloop;

import org.HdrHistogram.Histogram;

/// What one store gave in one round.
///
/// @param achieved puts per second that ended while the schedule ran
/// @param latencies in nanoseconds, from the intended beginnings
/// @param lags of the driver, in nanoseconds
/// @param unsent puts that were given up
record Round(double achieved, Histogram latencies, Histogram lags, long unsent) {}

package io.varve.compaction;

/// What was decided last about the number of runs, and of what.
///
/// @param limits that hold now
/// @param rates that they are for: the last windows, the newest the most
/// @param windows that were looked at, those in which nothing was asked left out
/// @param changes of the limits so far
/// @param costNow of these limits, in nanoseconds of a processor per second, by the model
/// @param costBest of those that the model would choose; the limits stay while these are not clearly cheaper, window
///     after window
public record Adaptation(RunLimits limits, Rates rates, long windows, long changes, double costNow, double costBest) {}

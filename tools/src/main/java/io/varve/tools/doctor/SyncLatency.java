package io.varve.tools.doctor;

/// How long a write took together with the `fdatasync` behind it.
///
/// @param bytes of the write
/// @param isDirect whether it went around the page cache
/// @param count of writes
/// @param p50Nanos half took no longer
/// @param p99Nanos of a hundred, 99 took no longer; with fewer than a hundred, the longest
/// @param maxNanos the longest
public record SyncLatency(int bytes, boolean isDirect, long count, long p50Nanos, long p99Nanos, long maxNanos) {}

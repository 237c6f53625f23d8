package io.varve.nativeio.sim.toylog;

/// One record as recovery found it.
///
/// @param sequence its number; the first ever is 1
/// @param payload what was appended
record ToyRecord(long sequence, String payload) {}

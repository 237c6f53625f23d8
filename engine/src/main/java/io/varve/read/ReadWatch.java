package io.varve.read;

import io.varve.nativeio.Clock;
import io.varve.stats.Histogram;

/// What the lookups of a store are counted and timed with.
///
/// @param store as recordings name it
/// @param isOn false to count and time nothing
/// @param sampledNanos how long lookups took, of some of them
public record ReadWatch(String store, boolean isOn, Clock clock, Histogram sampledNanos) {}

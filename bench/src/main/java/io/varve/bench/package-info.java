/// Measurements: JMH benchmarks and the probes that decide how the store is built.
///
/// [Main] is the command line; each probe has a package of its own, and [io.varve.bench.probe] is what
/// they share: where results go, what machine they were taken on, where test files lie.
@NullMarked
package io.varve.bench;

import org.jspecify.annotations.NullMarked;

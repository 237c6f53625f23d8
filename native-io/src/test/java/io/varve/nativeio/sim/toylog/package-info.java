/// A log small enough to be read in five minutes, written against the seams only, and the lanes that
/// show that the simulation finds what is wrong with it.
///
/// [ToyLog] is right; with a [ToyBug] it is wrong in one well-known way, and every one of them must be
/// found by a lane: crash images at every call (`ToyLogCrashTest`), a fault at every call
/// (`ToyLogFaultTest`), many lives of a process under random schedules (`ToyLogSimulationTest`).
/// [ToyOracle] knows, from outside, what clients were told.
@NullMarked
package io.varve.nativeio.sim.toylog;

import org.jspecify.annotations.NullMarked;

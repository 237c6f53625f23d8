/// The four seams once more, simulated: one seed decides everything that a machine decides.
///
/// A [Simulation] runs every thread of ours and every client as a continuation on one carrier thread,
/// in virtual time, and chooses with its seed who goes on at each call of a seam. A [SimDisk] keeps
/// apart what reads see, what the device holds and what is on the medium; [CrashImages] turns what
/// is not yet on the medium into the disks that a crash could leave; [FaultPlan] makes single calls
/// fail, lie or damage data. [SimMemory] refuses memory on request.
///
/// The same seed gives the same run: nothing here reads a real clock, an identity hash or the order of
/// an unordered map where it could decide something. What a run did is summed up in its
/// [Simulation#traceHash()].
@NullMarked
package io.varve.nativeio.sim;

import org.jspecify.annotations.NullMarked;

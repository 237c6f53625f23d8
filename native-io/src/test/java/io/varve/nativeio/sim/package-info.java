/// The four seams once more, simulated: one seed decides everything that a machine decides.
///
/// A [Simulation] runs every thread of ours and every client as a continuation on one carrier thread,
/// in virtual time, and chooses with its seed who goes on at each call of a seam. A [SimDisk] keeps
/// apart what reads see, what the device holds and what is on the medium; [CrashImages] turns what
/// is not yet on the medium into the disks that a crash could leave; [FaultPlan] makes single calls
/// fail, lie or damage data. [SimMemory] refuses memory on request.
///
/// ```java
/// Simulations.run(seed, simulation -> {
///     SimDisk disk = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
///     disk.makeDirectories("/store");
///     disk.faults().fail(Op.DATA_SYNC).onCall(3).with(Errno.EIO);
///     simulation.spawn("client", () -> useTheStore(disk, simulation.clock(), simulation.scheduler()));
///     simulation.run();
///     new CrashImages(disk, simulation.random("crash")).explore(100, image -> openAndVerify(image));
/// });
/// ```
///
/// To crash *while* it runs: look on with [SimDisk#observe] and explore images between calls, or stop
/// [Simulation#run(java.util.function.BooleanSupplier)] where the test likes, call
/// [Simulation#crash()], and go on with an image that was given to the simulation by
/// [SimDisk#attach].
///
/// The same seed gives the same run: nothing here reads a real clock, an identity hash or the order of
/// an unordered map where it could decide something. What a run did is summed up in its
/// [Simulation#traceHash()].
@NullMarked
package io.varve.nativeio.sim;

import org.jspecify.annotations.NullMarked;

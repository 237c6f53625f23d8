/// The four seams through which everything outside the process is reached: [Disk], [Memory],
/// [Clock] and [Scheduler], and what they hand out.
///
/// Each has one production implementation (package `linux`) and one simulated one on the test path,
/// so production call sites see one class. What all of them share:
///
/// - **Results are numbers.** An operation returns what it did (0, or a count of bytes, which may be
///   short) or `-errno` ([Errno]); nothing here throws because the machine refused something. What
///   *opens* something returns a [Handle]; one that could not be opened carries its [Handle#errno()].
/// - **Exceptions are for wrong calls**: `IllegalArgumentException` for a bad argument (alignment
///   included), `IllegalStateException` for use after close. Both are raised before anything happens.
///   The one refusal that throws is [MemoryRefusedException], because nobody can go on without it.
/// - **Memory is a [Region]**: it knows its true size; raw addresses stay inside it.
/// - **Interrupts change nothing**: no call ends early because a thread was interrupted, and the
///   thread's flag stays set. The one exception is [Scheduler#park], which says so.
/// - **Calls block their thread**: one that waits in the kernel pins the carrier of a virtual thread.
@NullMarked
package io.varve.nativeio;

import org.jspecify.annotations.NullMarked;

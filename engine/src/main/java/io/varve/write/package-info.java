/// The way of a write: from the callers' threads through the ring to the one writer thread.
///
/// ```
/// caller: Admission (Door ─► Ring.tryClaim ─► encode into the Slot ─► publish) ─► Commits: wait for the end
///                                                                             └─► Submissions: a position
/// writer: Group ─► log, memtable ─► sync ─► Horizon, Progress ─► Ending: a Waiter wakes, a Callback is called
/// ```
///
/// A write ends in exactly one [Outcome]. Whatever was taken into a group is in the log in the group's
/// order, in the memtable in that order, and has its sequence numbers in that order (W-B7).
@NullMarked
package io.varve.write;

import org.jspecify.annotations.NullMarked;

/// The way of a flush, and of a merge: what the writer froze becomes tables, and tables become fewer (D-16).
///
/// The writer hands a frozen memtable over ([Rotations]) and goes on. The [Coordinator], one thread, gives it
/// to a [Streamer] under a file number that is never used again, takes the finished table back, and *installs*
/// it: edit of the manifest, synced; view, swapped; log, released ([Installation]). Streams run beside each
/// other; installs come one after the other, in the order of the rotations, but for the exception that D-16
/// allows. What fails is tried again: a memtable stays readable and its log on disk until its table is durable.
@NullMarked
package io.varve.flush;

import org.jspecify.annotations.NullMarked;

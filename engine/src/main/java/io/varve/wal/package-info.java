/// The log: what was acknowledged before it was flushed.
///
/// A log is a run of *segments* ([SegmentFormat]), files of one size that a [SegmentPreparer] makes ready
/// ahead; in each, *frames* ([FrameFormat]) stand one behind the other. One thread appends
/// ([LogWriter]); after a restart, one thread reads back ([LogReader]) up to the first frame that is
/// missing or torn, or says that something proven to be durable is damaged (D-12).
///
/// Nothing here knows what an operation means beyond its encoding, which memtable a segment belongs to,
/// or when a segment is obsolete; and nothing here starts a thread.
@NullMarked
package io.varve.wal;

import org.jspecify.annotations.NullMarked;

package io.varve;

import io.varve.format.EngineTime;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Directory;
import io.varve.report.OpenReport;
import io.varve.version.Manifest;
import io.varve.view.View;
import io.varve.wal.LogEnd;
import io.varve.wal.LogWriter;
import io.varve.wal.ObsoleteSegments;
import io.varve.wal.SegmentPreparer;
import org.jspecify.annotations.Nullable;

/// What an open has brought together. Null in a store that is only read: lock, manifest, log, segments,
/// obsolete, writing.
record StoreParts(
        Seams seams,
        StoreOptions options,
        Directory directory,
        Directory wal,
        @Nullable DirectoryLock lock,
        @Nullable Manifest manifest,
        EngineTime time,
        View view,
        LogEnd end,
        long lastSequence,
        @Nullable LogWriter log,
        @Nullable SegmentPreparer segments,
        @Nullable ObsoleteSegments obsolete,
        @Nullable TableParts tables,
        @Nullable WriteMemory writing,
        long openedSnapshot,
        RecoveryReport report,
        OpenReport openReport) {
    /// The id of what the store consists of on disk now; that of the open, in a store that is only read.
    long snapshotId() {
        Manifest now = manifest;
        return now == null ? openedSnapshot : now.snapshotId();
    }

    /// The turn in which it is open for writing, above those of all who opened it before (D-15).
    ///
    /// @return 0 when it is only read
    long epoch() {
        DirectoryLock held = lock;
        return held == null ? 0 : held.epoch();
    }
}

package io.varve.tools;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.OpenFlags;

/// A way to append records durably.
enum AppendWay {
    /// Each record is written and synced by itself, as a lone caller of a store would see it.
    ONE_BY_ONE("one by one", 1, 0),

    /// A sync for sixteen records, as sixteen callers would share one.
    SIXTEEN_TOGETHER("16 per sync", 16, 0),

    /// Each record fills whole blocks that go around the page cache.
    DIRECT("direct, one by one", 1, OpenFlags.DIRECT);

    final String title;
    final int recordsPerSync;
    final int flags;

    AppendWay(String title, int recordsPerSync, int flags) {
        this.title = title;
        this.recordsPerSync = recordsPerSync;
        this.flags = flags;
    }

    boolean isDirect() {
        return flags == OpenFlags.DIRECT;
    }

    boolean isPossible(Capabilities can) {
        return !isDirect() || can.hasDirect();
    }

    /// Bytes that a record of `length` takes in the file.
    int slot(int length, Capabilities can) {
        int unit = isDirect() ? Math.max(can.directOffsetAlignment(), can.directMemoryAlignment()) : 1;
        return (length + unit - 1) / unit * unit;
    }
}

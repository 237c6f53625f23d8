package io.varve.wal;

import io.varve.nativeio.Region;

/// Is shown the groups of a log, in their order, as recovery reads them.
@FunctionalInterface
public interface FrameVisitor {
    /// A group.
    ///
    /// @param segment the number of the segment it stands in
    /// @param firstSequence of its first operation; the others follow
    /// @param operationCount how many records there are, each whole and of a known kind
    /// @param records where they are; the memory is used for other things after this call
    /// @param offset where they begin there
    /// @param length their bytes
    void onGroup(long segment, long firstSequence, int operationCount, Region records, long offset, long length);
}

package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;

/// The log as a witness of the manifest: the first frame of each segment names an edit that was durable before.
///
/// A manifest that ends before that edit has lost what was once synced, though it looks like one whose last
/// edit was torn by a crash (row 24).
public final class ManifestWitness {
    private ManifestWitness() {}

    /// Throws unless the manifest has every edit that the log knows of.
    ///
    /// @param firstSegment those below are obsolete and not asked
    /// @param lastEdit number of the last edit in the manifest, as it was found
    /// @throws CorruptionException when it has lost edits, or a segment is damaged
    public static void require(
            LogConfig config,
            Directory directory,
            Memory memory,
            MemoryAccount account,
            long firstSegment,
            long lastEdit) {
        try (SegmentImage beginning =
                new SegmentImage(config, directory, memory, account, 2L * SegmentFormat.HEADER_SIZE)) {
            for (long number : new LogDirectory(directory).segments()) {
                if (number >= firstSegment) {
                    beginning.loadBeginning(number);
                    require(beginning, lastEdit);
                }
            }
        }
    }

    private static void require(SegmentImage beginning, long lastEdit) {
        Frame first = new Frame(beginning);
        boolean isThere = first.moveTo(SegmentFormat.HEADER_SIZE) && first.isHeaderIntact();
        if (isThere && first.manifestEdit() > lastEdit) {
            throw new CorruptionException(
                    beginning.path(),
                    SegmentFormat.HEADER_SIZE + FrameFormat.MANIFEST_EDIT_OFFSET,
                    "a manifest that has edit " + first.manifestEdit() + ", which was durable when this was written",
                    "a manifest that ends with edit " + lastEdit);
        }
    }
}

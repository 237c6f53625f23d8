package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;

/// The segments of one life of the store as witnesses of each other: each names the one that was made before it.
///
/// A log whose newest segment is gone looks like one that ended earlier: nothing in the older ones says that there
/// was more. But the first segment of a life is known to the manifest before it is written to, and later ones
/// are made ahead of use; so what is gone is missed, as long as it was that first one or a later one is there
/// (rows 29, 31).
public final class LifeWitness {
    private LifeWitness() {}

    /// Throws unless the first segment is there, and with every one of the same life the one that was made before it.
    /// A name is durable before the next one is made, so no crash takes one away from the middle.
    ///
    /// @param first the oldest segment of the life that must be there
    /// @throws CorruptionException when one is missing or damaged
    public static void require(
            LogConfig config, Directory directory, Memory memory, MemoryAccount account, long first) {
        LogDirectory files = new LogDirectory(directory);
        try (SegmentImage beginning =
                new SegmentImage(config, directory, memory, account, 2L * SegmentFormat.HEADER_SIZE)) {
            requireThere(files, first, "the first segment of the last life, as the manifest knows");
            beginning.loadBeginning(first);
            long epoch = beginning.header().epoch();
            for (long number : files.segments()) {
                if (number > first) {
                    beginning.loadBeginning(number);
                    requireBefore(files, beginning.header(), first, epoch);
                }
            }
        }
    }

    private static void requireBefore(LogDirectory files, SegmentHeader header, long first, long epoch) {
        boolean isOfThisLife = header.epoch() == epoch && header.madeAfter() >= first;
        if (isOfThisLife) {
            requireThere(files, header.madeAfter(), "the segment that was made before segment " + header.number());
        }
    }

    /// Asks for the name itself: a listing may miss one that was made while it went on.
    private static void requireThere(LogDirectory files, long number, String expected) {
        if (!files.exists(number)) {
            throw new CorruptionException(files.path(number), 0, expected, "no such file");
        }
    }
}

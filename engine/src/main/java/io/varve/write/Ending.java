package io.varve.write;

/// Who is told how one write ended: a caller that waits for it, or a callback.
interface Ending {
    /// Says how the write at `sequence` of the ring ended, an [Outcome]. Called by the writer thread, which
    /// it must not hold up; at most once for each write.
    void end(long sequence, int outcome);
}

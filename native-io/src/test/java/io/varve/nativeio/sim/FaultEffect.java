package io.varve.nativeio.sim;

/// What a fault does to the one call it meets.
sealed interface FaultEffect {
    /// Nothing is done; the answer is an errno.
    record Refusal(int errno) implements FaultEffect {}

    /// All is done; the answer is an errno nevertheless.
    record LateRefusal(int errno) implements FaultEffect {}

    /// At most so many bytes are transferred.
    record Shortened(int bytes) implements FaultEffect {}

    /// A sync fails.
    record SyncFailure(int errno, SyncLoss loss) implements FaultEffect {}

    /// A sync returns 0 and does nothing.
    record SyncLie() implements FaultEffect {}

    /// Some sectors are written, and the answer is an errno.
    record PartialWrite(int errno) implements FaultEffect {}

    /// The call succeeds; what it leaves dirty is lost when the kernel writes it back by itself.
    record WriteBackFailure(int errno, SyncLoss loss, Told told) implements FaultEffect {}

    /// It takes so long, in virtual time.
    record Delay(long nanos) implements FaultEffect {}

    /// It never returns.
    record Hang() implements FaultEffect {}

    /// A read delivers something else.
    record DamagedRead(ReadDamage damage) implements FaultEffect {}

    /// A write leaves something else.
    record DamagedWrite(WriteDamage damage) implements FaultEffect {}
}

package io.varve.write;

import io.varve.error.RejectionCause;

/// How a write ended, as a number (D-8): acknowledged, unknown, or rejected and why. There is nothing
/// else.
final class Outcome {
    /// The write is still under way.
    static final int NONE = -1;

    /// Applied, visible, and durable as it asked to be.
    static final int ACKED = 0;

    /// May be recovered after the next open, whole and in its place, or may not.
    static final int UNKNOWN = 1;

    private static final int FIRST_REJECTED = 2;
    private static final RejectionCause[] CAUSES = RejectionCause.values();

    private Outcome() {}

    /// Not applied, never visible, never recovered.
    @SuppressWarnings("EnumOrdinal") // an index within one process; nothing is stored
    static int rejected(RejectionCause cause) {
        return FIRST_REJECTED + cause.ordinal();
    }

    static boolean isRejected(int outcome) {
        return outcome >= FIRST_REJECTED;
    }

    static RejectionCause cause(int outcome) {
        return CAUSES[outcome - FIRST_REJECTED];
    }
}

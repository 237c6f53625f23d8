package io.varve.bench.handoff;

/// Who hands over, and how both sides wait.
///
/// @param crowd how many callers of which kind
/// @param callerSpins looks at the result before a caller parks
record Shape(Crowd crowd, WriterWait.Kind writer, int callerSpins) {
    /// How many callers, on platform or virtual threads.
    enum Crowd {
        P1(1, false),
        P2(2, false),
        P4(4, false),
        P16(16, false),
        P64(64, false),
        V64(64, true);

        private final int callers;
        private final boolean isVirtual;

        Crowd(int callers, boolean isVirtual) {
            this.callers = callers;
            this.isVirtual = isVirtual;
        }

        int callers() {
            return callers;
        }

        boolean isVirtual() {
            return isVirtual;
        }

        String words() {
            return callers + (isVirtual ? " virtual" : "");
        }
    }

    /// How both sides wait, in words.
    String waiting() {
        return "writer " + writer.words() + "; caller "
                + (callerSpins == 0 ? "parks at once" : "spins " + callerSpins + " times");
    }
}

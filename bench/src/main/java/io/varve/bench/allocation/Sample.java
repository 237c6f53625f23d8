package io.varve.bench.allocation;

/// What one round of calls allocated.
///
/// @param calls of all threads
/// @param callerBytes by the calling threads while they called; below 0 where the machine cannot tell, as
///     for virtual threads
/// @param processBytes by all threads, those of the store and of the measurement too
record Sample(long calls, long callerBytes, long processBytes) {
    boolean isCallerKnown() {
        return callerBytes >= 0;
    }

    double callerPerCall() {
        return isCallerKnown() ? (double) callerBytes / calls : Double.NaN;
    }

    double processPerCall() {
        return (double) processBytes / calls;
    }
}

package io.varve.nativeio.sim;

/// The run itself went wrong: a deadlock, no progress, a broken rule of the simulation, or a task that
/// threw (then the cause says what).
public final class SimulationFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    SimulationFailure(String message) {
        super(message);
    }

    SimulationFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

package io.varve.tools.session;

/// With what a command ends.
public final class Exit {
    /// Done; what was asked for was found.
    public static final int OK = 0;

    /// What was asked for is not there.
    public static final int NOT_FOUND = 1;

    /// The command was not understood, and nothing was done.
    public static final int WRONG_CALL = 2;

    /// The command was understood, and failed.
    public static final int FAILED = 3;

    /// Ended by ctrl-C, as a shell says it.
    public static final int INTERRUPTED = 130;

    /// Nobody reads the output any more, as a shell says it of a program that the signal has ended.
    public static final int BROKEN_PIPE = 141;

    private Exit() {}
}

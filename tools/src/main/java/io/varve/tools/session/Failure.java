package io.varve.tools.session;

/// What a command could not do, said in one sentence, and with which code it ends.
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exit;

    /// A failure.
    ///
    /// @param exit one of [Exit]
    /// @param sentence without `varve:` before it
    public Failure(int exit, String sentence) {
        super(sentence);
        this.exit = exit;
    }

    /// The code.
    public int exit() {
        return exit;
    }
}

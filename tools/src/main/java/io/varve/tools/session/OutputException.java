package io.varve.tools.session;

import java.io.IOException;

/// What was said could not be written.
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isPipeClosed;

    OutputException(IOException refused) {
        super("cannot write the output: " + refused.getMessage(), refused);
        // There is no other way to tell: the errno is in the text alone.
        this.isPipeClosed = String.valueOf(refused.getMessage()).contains("Broken pipe");
    }

    /// Whether nobody reads it any more, as when `head` has seen enough.
    public boolean isPipeClosed() {
        return isPipeClosed;
    }
}

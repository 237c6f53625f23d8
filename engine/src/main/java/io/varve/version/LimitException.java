package io.varve.version;

import java.io.Serial;

/// There would be more of something than a manifest may hold.
final class LimitException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private LimitException(String message) {
        super(message);
    }

    static void require(long count, String what, long most) {
        if (count > most) {
            throw new LimitException(count + " " + what + ", where " + most + " are the limit");
        }
    }
}

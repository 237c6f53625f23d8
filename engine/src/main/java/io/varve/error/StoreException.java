package io.varve.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the store could not do, where, and what helps.
///
/// **Promises:** the message has two lines: what happened, on which file or directory; and `what to do:`
/// with [#remedy()]. The cause, where there is one, is never dropped.
///
/// Sealed, because there is one class per reaction of the caller: catch the one you can react to, and
/// this for the rest. New ones will come with new reactions, so a `switch` over them needs a default.
public abstract sealed class StoreException extends RuntimeException
        permits CorruptionException, FencedException, FormatVersionException, StoreIoException, StoreLockedException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    /// An exception with both lines of its message.
    ///
    /// @param what what happened, and on which file or directory
    /// @param remedy what the caller can do, as a sentence without its full stop
    StoreException(String what, String remedy, @Nullable Throwable cause) {
        super(what + "\nwhat to do: " + remedy, cause);
        this.remedy = remedy;
    }

    /// Both lines.
    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /// What the caller can do about it.
    public final String remedy() {
        return remedy;
    }
}

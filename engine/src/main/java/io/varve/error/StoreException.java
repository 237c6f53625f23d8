package io.varve.error;

import org.jspecify.annotations.Nullable;

/// What the store could not do, where, and what helps.
///
/// **Promises:** the message has two lines: what happened, on which file or directory; and `what to do:`
/// with [#remedy()]. The cause, where there is one, is never dropped.
///
/// Sealed, because there is one class per reaction of the caller: catch the one you can react to, and
/// this for the rest. New ones will come with new reactions, so a `switch` over them needs a default.
///
/// Whatever a write throws, only [OutcomeUnknownException] leaves open whether it happened; after any
/// other, nothing was written.
public abstract sealed class StoreException extends RuntimeException
        permits CorruptionException,
                FencedException,
                FlushFailedException,
                FormatVersionException,
                MissingLibraryException,
                OutcomeUnknownException,
                ResourceRefusedException,
                StoreClosedException,
                StoreFailedException,
                StoreIoException,
                StoreLockedException,
                UnfinishedCopyException,
                WriteRejectedException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    /// An exception with both lines of its message.
    ///
    /// @param what what happened, and on which file or directory
    /// @param remedy what the caller can do, as a sentence without its full stop
    StoreException(String what, String remedy, @Nullable Throwable cause) {
        this(what, remedy, cause, true);
    }

    /// An exception that may come without a stack trace, which is most of what one costs.
    ///
    /// @param hasTrace false for refusals that may come by the thousand
    StoreException(String what, String remedy, @Nullable Throwable cause, boolean hasTrace) {
        super(what, cause, true, hasTrace);
        this.remedy = remedy;
    }

    /// Both lines; put together here, so that an exception nobody prints does not pay for it.
    @Override
    public final String getMessage() {
        return what() + "\nwhat to do: " + remedy;
    }

    /// The first line: what happened, and where.
    public final String what() {
        return String.valueOf(super.getMessage());
    }

    /// What the caller can do about it.
    public final String remedy() {
        return remedy;
    }
}

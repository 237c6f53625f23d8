package io.varve.error;

/// A write was refused. Nothing was written: it is not visible, and will not be after a restart, so that
/// writing it again is safe.
///
/// It has no stack trace, because under pressure it comes by the thousand and a trace is most of what
/// an exception costs; its text is put together when somebody reads it.
public final class WriteRejectedException extends StoreException {
    private static final long serialVersionUID = 1;

    private final RejectionCause rejectionCause;

    /// A refusal.
    ///
    /// @param why also decides the text
    public WriteRejectedException(RejectionCause why) {
        this(why, why.what());
    }

    /// A refusal with the numbers that explain it. For causes that are rare: the text costs the caller.
    ///
    /// @param detail what is used, what is needed, and of what limit
    public WriteRejectedException(RejectionCause why, String detail) {
        super(detail, why.remedy(), null, false);
        this.rejectionCause = why;
    }

    /// A refusal because of something that failed, and is tried again.
    ///
    /// @param cause what failed last
    public WriteRejectedException(RejectionCause why, Throwable cause) {
        super(why.what() + ", and what would help has failed: " + FirstLine.of(cause), why.remedy(), cause, false);
        this.rejectionCause = why;
    }

    /// Why.
    public RejectionCause rejectionCause() {
        return rejectionCause;
    }
}

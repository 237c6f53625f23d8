package io.varve.nativeio;

/// Something of the machine that was opened, or could not be: a [Directory], a [DiskFile], a
/// [Mapping].
///
/// **Requires:** whoever opens a handle looks at [#errno()] before anything else; a handle that
/// failed to open refuses every use with an `IllegalStateException` that names the reason, so a
/// forgotten look is found at once.
///
/// **Promises:** closing twice is harmless, from any thread; every use after close throws
/// `IllegalStateException`.
public interface Handle extends AutoCloseable {
    /// What was opened, as messages name it.
    String path();

    /// 0 when this was opened, otherwise the errno that refused it.
    int errno();

    /// True from a successful open to the first [#close()].
    boolean isOpen();

    /// Gives back what was opened. Never throws; what the machine said is in [#closeErrno()].
    @Override
    void close();

    /// What the machine answered when this was closed: 0, or an errno. It is given back by the last call
    /// that uses it, so this is 0 until the calls that were in flight at the close have ended. A file
    /// whose close failed may have lost what was not synced; closing is never tried again.
    int closeErrno();
}

package io.varve.error;

/// A file needs an optional library that is not there, or cannot be loaded.
///
/// **Promises:** no table and nothing in the log was changed.
public final class MissingLibraryException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String path;
    private final String library;

    /// A refusal.
    ///
    /// @param path what needs it
    /// @param codec what of the library is needed
    /// @param library the artifact, as Maven names it
    /// @param cause why it cannot be loaded
    public MissingLibraryException(String path, String codec, String library, Throwable cause) {
        super(
                path + ": needs " + codec + ", whose library cannot be loaded (" + FirstLine.of(cause) + ")",
                "put " + library + " on the class path, or the module path",
                cause);
        this.path = path;
        this.library = library;
    }

    /// What needs it.
    public String path() {
        return path;
    }

    /// The artifact that is missing.
    public String library() {
        return library;
    }
}

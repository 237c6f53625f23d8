package io.varve.error;

/// A file is intact, but written in a way that this version of Varve does not know: by a newer one.
///
/// **Promises:** nothing was changed (P26).
public final class FormatVersionException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String path;
    private final long offset;
    private final String what;
    private final long found;

    /// A refusal.
    ///
    /// @param path the file
    /// @param offset where in it, from its start
    /// @param what kind of number is not known, such as `log segment version`
    /// @param known what is known, in words
    /// @param found the number that is not
    public FormatVersionException(String path, long offset, String what, String known, long found) {
        super(
                path + " at offset " + offset + ": " + what + " " + found + " is not known, only " + known,
                "open the store with the version of Varve that wrote it, or a newer one",
                null);
        this.path = path;
        this.offset = offset;
        this.what = what;
        this.found = found;
    }

    /// The file.
    public String path() {
        return path;
    }

    /// Where it stands, from the start of the file.
    public long offset() {
        return offset;
    }

    /// What kind of number is not known.
    public String kind() {
        return what;
    }

    /// The number that is not known.
    public long found() {
        return found;
    }
}

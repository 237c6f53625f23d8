package io.varve.error;

/// A file of the store does not hold what was made durable in it: the medium, or somebody, changed it.
///
/// **Promises:** thrown instead of a wrong or a silently shorter answer (P10, P12). Nothing was changed.
public final class CorruptionException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String path;
    private final long offset;
    private final String expected;
    private final String found;

    /// A finding.
    ///
    /// @param path the file
    /// @param offset where in it, from its start
    /// @param expected what must stand there, in words
    /// @param found what stands there, in words
    public CorruptionException(String path, long offset, String expected, String found) {
        super(
                path + " is damaged at offset " + offset + ": expected " + expected + ", found " + found,
                "restore the store from a copy, and check the device and the file system before using them again",
                null);
        this.path = path;
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    /// The damaged file.
    public String path() {
        return path;
    }

    /// Where the damage is, from the start of the file.
    public long offset() {
        return offset;
    }

    /// What must stand there, in words.
    public String expected() {
        return expected;
    }

    /// What stands there, in words.
    public String found() {
        return found;
    }
}

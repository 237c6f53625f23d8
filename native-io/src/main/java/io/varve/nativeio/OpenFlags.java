package io.varve.nativeio;

/// How a file is opened: a sum of these bits. Every file is closed on `exec`, and a symbolic link in
/// place of the name is refused (`ELOOP`).
public final class OpenFlags {
    /// Reads are allowed.
    public static final int READ = 1;

    /// Writes are allowed.
    public static final int WRITE = 1 << 1;

    /// Made when absent, readable and writable by its owner and readable by others as umask allows.
    public static final int CREATE = 1 << 2;

    /// With [#CREATE]: `EEXIST` when the name exists.
    public static final int EXCLUSIVE = 1 << 3;

    /// Reads and writes go around the page cache (`O_DIRECT`), aligned as [Capabilities] says.
    public static final int DIRECT = 1 << 4;

    /// A write returns when it is durable (`O_DSYNC`).
    public static final int DSYNC = 1 << 5;

    private static final int ALL = (1 << 6) - 1;

    private OpenFlags() {}

    /// Throws `IllegalArgumentException` unless `flags` is a sum that makes sense.
    public static void check(int flags) {
        if ((flags & ~ALL) != 0) {
            throw new IllegalArgumentException("unknown open flags 0x" + Integer.toHexString(flags & ~ALL));
        }
        if ((flags & (READ | WRITE)) == 0) {
            throw new IllegalArgumentException("a file is opened to READ, to WRITE or both");
        }
        if ((flags & EXCLUSIVE) != 0 && (flags & CREATE) == 0) {
            throw new IllegalArgumentException("EXCLUSIVE says how to CREATE, which was not asked for");
        }
    }
}

package io.varve.nativeio;

/// The errors of Linux that a caller may want to tell apart, and words for all of them.
///
/// Operations return them negated; these are the positive numbers, the same on x86-64 and aarch64.
public final class Errno {
    /// Operation not permitted.
    public static final int EPERM = 1;

    /// No such file or directory.
    public static final int ENOENT = 2;

    /// Interrupted system call.
    public static final int EINTR = 4;

    /// Input/output error.
    public static final int EIO = 5;

    /// No such device or address.
    public static final int ENXIO = 6;

    /// Bad file descriptor.
    public static final int EBADF = 9;

    /// Resource temporarily unavailable.
    public static final int EAGAIN = 11;

    /// Cannot allocate memory.
    public static final int ENOMEM = 12;

    /// Permission denied.
    public static final int EACCES = 13;

    /// Bad address.
    public static final int EFAULT = 14;

    /// Device or resource busy.
    public static final int EBUSY = 16;

    /// File exists.
    public static final int EEXIST = 17;

    /// Invalid cross-device link.
    public static final int EXDEV = 18;

    /// No such device.
    public static final int ENODEV = 19;

    /// Not a directory.
    public static final int ENOTDIR = 20;

    /// Is a directory.
    public static final int EISDIR = 21;

    /// Invalid argument.
    public static final int EINVAL = 22;

    /// Too many open files in system.
    public static final int ENFILE = 23;

    /// Too many open files.
    public static final int EMFILE = 24;

    /// File too large.
    public static final int EFBIG = 27;

    /// No space left on device.
    public static final int ENOSPC = 28;

    /// Read-only file system.
    public static final int EROFS = 30;

    /// Too many links.
    public static final int EMLINK = 31;

    /// File name too long.
    public static final int ENAMETOOLONG = 36;

    /// No locks available.
    public static final int ENOLCK = 37;

    /// Function not implemented.
    public static final int ENOSYS = 38;

    /// Directory not empty.
    public static final int ENOTEMPTY = 39;

    /// Too many levels of symbolic links.
    public static final int ELOOP = 40;

    /// Operation not supported.
    public static final int EOPNOTSUPP = 95;

    /// Stale file handle.
    public static final int ESTALE = 116;

    /// Disk quota exceeded.
    public static final int EDQUOT = 122;

    private Errno() {}

    /// The error for people: `ENOSPC (28): no space left on device`.
    ///
    /// @param errno positive, or negated as operations return it
    public static String describe(long errno) {
        int positive = (int) Math.abs(errno);
        return switch (positive) {
            case EPERM -> "EPERM (1): operation not permitted";
            case ENOENT -> "ENOENT (2): no such file or directory";
            case EINTR -> "EINTR (4): interrupted system call";
            case EIO -> "EIO (5): input/output error";
            case ENXIO -> "ENXIO (6): no such device or address";
            case EBADF -> "EBADF (9): bad file descriptor";
            case EAGAIN -> "EAGAIN (11): resource temporarily unavailable";
            case ENOMEM -> "ENOMEM (12): cannot allocate memory";
            case EACCES -> "EACCES (13): permission denied";
            case EFAULT -> "EFAULT (14): bad address";
            case EBUSY -> "EBUSY (16): device or resource busy";
            case EEXIST -> "EEXIST (17): file exists";
            case EXDEV -> "EXDEV (18): invalid cross-device link";
            case ENODEV -> "ENODEV (19): no such device";
            case ENOTDIR -> "ENOTDIR (20): not a directory";
            case EISDIR -> "EISDIR (21): is a directory";
            case EINVAL -> "EINVAL (22): invalid argument";
            case ENFILE -> "ENFILE (23): too many open files in system";
            case EMFILE -> "EMFILE (24): too many open files";
            case EFBIG -> "EFBIG (27): file too large";
            case ENOSPC -> "ENOSPC (28): no space left on device";
            case EROFS -> "EROFS (30): read-only file system";
            case EMLINK -> "EMLINK (31): too many links";
            case ENAMETOOLONG -> "ENAMETOOLONG (36): file name too long";
            case ENOLCK -> "ENOLCK (37): no locks available";
            case ENOSYS -> "ENOSYS (38): function not implemented";
            case ENOTEMPTY -> "ENOTEMPTY (39): directory not empty";
            case ELOOP -> "ELOOP (40): too many levels of symbolic links";
            case EOPNOTSUPP -> "EOPNOTSUPP (95): operation not supported";
            case ESTALE -> "ESTALE (116): stale file handle";
            case EDQUOT -> "EDQUOT (122): disk quota exceeded";
            default -> "errno " + positive;
        };
    }

    /// What failed, on what, and why, in one line: `fdatasync of 7.log: EIO (5): input/output error`.
    public static String describe(String call, String path, long errno) {
        return call + " of " + path + ": " + describe(errno);
    }
}

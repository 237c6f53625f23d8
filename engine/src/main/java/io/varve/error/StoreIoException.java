package io.varve.error;

import io.varve.nativeio.Errno;

/// The machine refused a call on a file or directory of the store.
public final class StoreIoException extends StoreException {
    private static final long serialVersionUID = 1;

    private final String call;
    private final String path;
    private final int errno;

    /// A refusal.
    ///
    /// @param call as Linux names it, such as `fdatasync`
    /// @param path the file or directory
    /// @param errno positive, or negated as the calls return it
    public StoreIoException(String call, String path, long errno) {
        super(Errno.describe(call, path, errno), remedy((int) Math.abs(errno)), null);
        this.call = call;
        this.path = path;
        this.errno = (int) Math.abs(errno);
    }

    /// The call that was refused, as Linux names it.
    public String call() {
        return call;
    }

    /// The file or directory it was made on.
    public String path() {
        return path;
    }

    /// The error number of Linux, positive.
    public int errno() {
        return errno;
    }

    private static String remedy(int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENOTDIR ->
                "check the path: what is named there must exist and be what is expected";
            case Errno.EEXIST, Errno.ENOTEMPTY -> "name a directory that does not exist yet, or an empty one";
            case Errno.EACCES, Errno.EPERM, Errno.EROFS ->
                "let the process read and write there, or open the store somewhere else";
            case Errno.ENOSPC, Errno.EDQUOT -> "free space on that file system, then open the store again";
            case Errno.EMFILE, Errno.ENFILE -> "raise the limit of open files (ulimit -n), then open the store again";
            case Errno.ENOLCK, Errno.EOPNOTSUPP, Errno.ENOSYS ->
                "put the store on a local file system that can do this, such as ext4 or xfs";
            case Errno.ELOOP -> "put the file itself in place of the symbolic link";
            case Errno.ENOMEM -> "give the machine or the container more memory, then open the store again";
            default -> "look for errors of the device in the kernel's log, then open the store again";
        };
    }
}

package io.varve.nativeio.linux;

import io.varve.nativeio.Errno;

/// A file descriptor that is closed once, by its last user ([UseCount]).
final class Descriptor {
    private final String path;
    private final int fd;
    private final UseCount uses = new UseCount();
    private volatile int closeErrno;

    /// @param fdOrErrno what an open returned
    Descriptor(String path, int fdOrErrno) {
        this.path = path;
        this.fd = fdOrErrno;
        if (fdOrErrno < 0) {
            uses.close();
        }
    }

    String path() {
        return path;
    }

    int errno() {
        return fd < 0 ? -fd : 0;
    }

    boolean isOpen() {
        return uses.isOpen();
    }

    int closeErrno() {
        return closeErrno;
    }

    /// The descriptor, for a call that is followed by [#exit()].
    int enter() {
        if (!uses.tryEnter()) {
            throw refusal();
        }
        return fd;
    }

    void exit() {
        if (uses.exit()) {
            closeNow();
        }
    }

    void close() {
        if (uses.close()) {
            closeNow();
        }
    }

    private IllegalStateException refusal() {
        return new IllegalStateException(
                fd < 0 ? path + " was not opened: " + Errno.describe(fd) : path + " is closed");
    }

    private void closeNow() {
        closeErrno = -Kernel.close(fd);
    }
}

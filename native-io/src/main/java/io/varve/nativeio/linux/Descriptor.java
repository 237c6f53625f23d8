package io.varve.nativeio.linux;

import io.varve.nativeio.Errno;
import java.util.concurrent.atomic.AtomicInteger;

/// A file descriptor that is closed once, by its last user.
///
/// Descriptors are small numbers that the kernel hands out again at once: a call that is overtaken by a
/// close would work on somebody else's file. So every call is counted in and out, and a close that
/// finds calls in flight leaves the closing to the last of them.
final class Descriptor {
    private static final int CLOSED = Integer.MIN_VALUE;

    private final String path;
    private final int fd;
    private final AtomicInteger users = new AtomicInteger();
    private volatile int closeErrno;

    /// @param fdOrErrno what an open returned
    Descriptor(String path, int fdOrErrno) {
        this.path = path;
        this.fd = fdOrErrno;
        if (fdOrErrno < 0) {
            users.set(CLOSED);
        }
    }

    String path() {
        return path;
    }

    int errno() {
        return fd < 0 ? -fd : 0;
    }

    boolean isOpen() {
        return users.get() >= 0;
    }

    int closeErrno() {
        return closeErrno;
    }

    /// The descriptor, for a call that is followed by [#exit()].
    int enter() {
        int before = users.get();
        while (before >= 0 && !users.compareAndSet(before, before + 1)) {
            before = users.get();
        }
        if (before < 0) {
            throw refusal();
        }
        return fd;
    }

    void exit() {
        if (users.decrementAndGet() == CLOSED) {
            closeNow();
        }
    }

    void close() {
        int before = users.getAndUpdate(count -> count | CLOSED);
        if (before == 0) {
            closeNow();
        }
    }

    IllegalStateException refusal() {
        return new IllegalStateException(
                fd < 0 ? path + " was not opened: " + Errno.describe(fd) : path + " is closed");
    }

    private void closeNow() {
        closeErrno = -Kernel.close(fd);
    }
}

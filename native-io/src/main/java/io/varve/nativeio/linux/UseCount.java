package io.varve.nativeio.linux;

import java.util.concurrent.atomic.AtomicInteger;

/// How many calls are using something that is ended once, by whoever lets go of it last.
///
/// Descriptors and addresses are handed out again by the kernel at once: a call that is overtaken by a
/// close would work on a stranger's file or memory. So every call is counted in and out, and a close
/// that finds calls in flight leaves the ending to the last of them.
///
/// **Promises:** exactly one of the calls of [#exit()] and [#close()] answers true, and none of
/// [#tryEnter()] after the first close.
final class UseCount {
    private static final int CLOSED = Integer.MIN_VALUE;

    private final AtomicInteger users = new AtomicInteger();

    boolean isOpen() {
        return users.get() >= 0;
    }

    /// Counts a call in; it is followed by [#exit()].
    ///
    /// @return false, with nothing counted, when it is closed
    boolean tryEnter() {
        int before = users.get();
        while (before >= 0 && !users.compareAndSet(before, before + 1)) {
            before = users.get();
        }
        return before >= 0;
    }

    /// Counts a call out.
    ///
    /// @return true when the caller is the last one of something closed, and ends it
    boolean exit() {
        return users.decrementAndGet() == CLOSED;
    }

    /// Lets nobody in any more; harmless again.
    ///
    /// @return true when nobody was inside, and the caller ends it
    boolean close() {
        return users.getAndUpdate(count -> count | CLOSED) == 0;
    }
}

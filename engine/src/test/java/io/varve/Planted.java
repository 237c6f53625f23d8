package io.varve;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// Something that is thrown out of a seam on one kind of thread, once, when it has been called often enough.
final class Planted {
    private final Predicate<String> threads;
    private final Throwable thrown;
    private final AtomicInteger fuse = new AtomicInteger(Integer.MAX_VALUE);

    /// @param threads names of the threads that meet it
    Planted(Predicate<String> threads, Throwable thrown) {
        this.threads = threads;
        this.thrown = thrown;
    }

    /// It is thrown by the `calls`-th call from now on.
    void in(int calls) {
        fuse.set(calls);
    }

    /// Whether it was thrown.
    boolean isOver() {
        return fuse.get() <= 0;
    }

    /// A seam with it.
    ///
    /// @param methods names of those that it may come out of
    <T> T in(Class<T> seam, T real, Predicate<String> methods) {
        Object proxy =
                Proxy.newProxyInstance(seam.getClassLoader(), new Class<?>[] {seam}, (self, method, arguments) -> {
                    boolean isMet = methods.test(method.getName())
                            && threads.test(Thread.currentThread().getName());
                    if (isMet && fuse.get() != Integer.MAX_VALUE && fuse.decrementAndGet() == 0) {
                        throw thrown;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                });
        return seam.cast(proxy);
    }
}

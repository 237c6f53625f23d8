package io.varve;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.DiskFile;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The disk of this machine, at one call of which something fatal happens, before or after the kernel has done
/// it, on whichever thread makes that call: the process kills itself, and nothing of it goes on; or what a test
/// says.
final class KillSeams {
    private static final int SIGKILL = 9;

    /// Calls that ask the object, not the machine.
    private static final Set<String> NOT_COUNTED =
            Set.of("path", "errno", "isOpen", "closeErrno", "capabilities", "limits", "toString", "hashCode", "equals");

    private static final MethodHandle KILL = kernelsKill();

    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private final boolean isAfter;
    private final Runnable fatal;

    /// @param isAfter whether the fatal call happens
    KillSeams(boolean isAfter) {
        this(isAfter, KillSeams::killSelf);
    }

    /// @param isAfter whether the fatal call happens
    /// @param fatal what else may happen at it
    KillSeams(boolean isAfter, Runnable fatal) {
        this.isAfter = isAfter;
        this.fatal = fatal;
    }

    /// It happens at the `calls`-th call from now on.
    void arm(long calls) {
        left.set(calls);
    }

    Disk around(Disk disk) {
        return (Disk) wrap(disk, Disk.class);
    }

    /// Ends this process as `kill -9` does.
    static void killSelf() {
        try {
            int result = (int) KILL.invokeExact((int) ProcessHandle.current().pid(), SIGKILL);
            throw new AssertionError("alive after kill: " + result);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted") // a test's process may call the kernel
    private static MethodHandle kernelsKill() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find("kill").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    private Object wrap(Object real, Class<?> type) {
        return Proxy.newProxyInstance(KillSeams.class.getClassLoader(), new Class<?>[] {type}, new Wrapper(real));
    }

    /// Counts the calls of one object of the seam.
    private final class Wrapper implements InvocationHandler {
        private final Object real;

        Wrapper(Object real) {
            this.real = real;
        }

        @Override
        @SuppressWarnings("NullAway") // what reflection takes and gives may be null
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            boolean isFatal = !NOT_COUNTED.contains(method.getName()) && left.decrementAndGet() == 0;
            if (isFatal && !isAfter) {
                fatal.run();
            }
            Object result;
            try {
                result = method.invoke(real, unwrapped(arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (isFatal) {
                fatal.run();
            }
            return switch (result) {
                case Directory directory -> wrap(directory, Directory.class);
                case DiskFile file -> wrap(file, DiskFile.class);
                case null, default -> result;
            };
        }

        @SuppressWarnings("NullAway") // what reflection takes and gives may be null
        private static Object[] unwrapped(Object[] arguments) {
            if (arguments == null) {
                return null;
            }
            Object[] unwrapped = arguments.clone();
            for (int i = 0; i < unwrapped.length; i++) {
                boolean isWrapped = unwrapped[i] != null && Proxy.isProxyClass(unwrapped[i].getClass());
                if (isWrapped && Proxy.getInvocationHandler(unwrapped[i]) instanceof Wrapper wrapper) {
                    unwrapped[i] = wrapper.real;
                }
            }
            return unwrapped;
        }
    }
}

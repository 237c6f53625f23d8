package io.varve.bench.downcall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The same system call, linked in every shape we might use.
final class Calls {
    /// `getppid` of x86-64 and of aarch64; it does nothing but enter and leave the kernel.
    static final long SYS_GETPPID = System.getProperty("os.arch", "").equals("aarch64") ? 173 : 110;

    static final MethodHandle GETPPID = link("getppid", FunctionDescriptor.of(JAVA_INT));
    static final MethodHandle GETPPID_ERRNO =
            link("getppid", FunctionDescriptor.of(JAVA_INT), Linker.Option.captureCallState("errno"));
    static final MethodHandle GETPPID_CRITICAL =
            link("getppid", FunctionDescriptor.of(JAVA_INT), Linker.Option.critical(false));

    /// As io.varve.nativeio.linux.Kernel links it.
    static final MethodHandle SYSCALL_ERRNO = link(
            "syscall",
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));

    /// `labs` stays outside the kernel: what is left is the call itself.
    static final MethodHandle LABS = link("labs", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));

    static final MethodHandle LABS_CRITICAL =
            link("labs", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG), Linker.Option.critical(false));

    private Calls() {}

    @SuppressWarnings("restricted") // measuring the border post means building one
    private static MethodHandle link(String name, FunctionDescriptor shape, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no function " + name));
        return linker.downcallHandle(function, shape, options);
    }
}

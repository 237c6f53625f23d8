package io.varve.nativeio.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// The calls into the kernel, each returning what it did or `-errno`.
///
/// All go through one method handle, on the C library's `syscall`: one stub to link at start and to
/// compile, the same for calls that the C library has no function for. (With a claimed slot for errno it
/// takes 135 ns where a plain handle takes 131, both with errors of 6: jmh-results, downcall.)
///
/// **Requires:** addresses are of memory that stays until the call returns; nobody checks here. None
/// of the calls is marked critical: a thread that waits in the kernel must not hold up a safepoint. Only
/// `sched_getcpu` is: it reads memory of the thread, or asks the kernel what it answers without waiting.
final class Kernel {
    private static final MethodHandle SYSCALL = link();

    private static final long PREAD = number(17, 67);
    private static final long PWRITE = number(18, 68);
    private static final long CLOSE = number(3, 57);
    private static final long OPENAT = number(257, 56);
    private static final long STATX = number(332, 291);
    private static final long FSTATFS = number(138, 44);
    private static final long FALLOCATE = number(285, 47);
    private static final long FTRUNCATE = number(77, 46);
    private static final long FDATASYNC = number(75, 83);
    private static final long FSYNC = number(74, 82);
    private static final long RENAMEAT2 = number(316, 276);
    private static final long LINKAT = number(265, 37);
    private static final long UNLINKAT = number(263, 35);
    private static final long MKDIRAT = number(258, 34);
    private static final long GETDENTS64 = number(217, 61);
    private static final long FCNTL = number(72, 25);
    private static final long MMAP = number(9, 222);
    private static final long MUNMAP = number(11, 215);
    private static final long MADVISE = number(28, 233);
    private static final long MLOCK = number(149, 228);
    private static final long MINCORE = number(27, 232);
    private static final long FADVISE64 = number(221, 223);
    private static final long PRLIMIT64 = number(302, 261);
    private static final long SCHED_SETAFFINITY = number(203, 122);
    private static final long SCHED_GETAFFINITY = number(204, 123);
    private static final long GETPPID = number(110, 173);

    private Kernel() {}

    static int pread(int fd, long address, int length, long position) {
        return (int) call(PREAD, fd, address, length, position, 0, 0);
    }

    static int pwrite(int fd, long address, int length, long position) {
        return (int) call(PWRITE, fd, address, length, position, 0, 0);
    }

    static int close(int fd) {
        return (int) call(CLOSE, fd, 0, 0, 0, 0, 0);
    }

    static int openat(int directory, long path, long flags, int mode) {
        return (int) call(OPENAT, directory, path, flags, mode, 0, 0);
    }

    static int statx(int directory, long path, int flags, int mask, long into) {
        return (int) call(STATX, directory, path, flags, mask, into, 0);
    }

    static int fstatfs(int fd, long into) {
        return (int) call(FSTATFS, fd, into, 0, 0, 0, 0);
    }

    static int fallocate(int fd, long position, long length) {
        return (int) call(FALLOCATE, fd, 0, position, length, 0, 0);
    }

    static int ftruncate(int fd, long size) {
        return (int) call(FTRUNCATE, fd, size, 0, 0, 0, 0);
    }

    static int fdatasync(int fd) {
        return (int) call(FDATASYNC, fd, 0, 0, 0, 0, 0);
    }

    static int fsync(int fd) {
        return (int) call(FSYNC, fd, 0, 0, 0, 0, 0);
    }

    static int renameat2(int fromDirectory, long from, int toDirectory, long to, int flags) {
        return (int) call(RENAMEAT2, fromDirectory, from, toDirectory, to, flags, 0);
    }

    static int linkat(int fromDirectory, long from, int toDirectory, long to) {
        return (int) call(LINKAT, fromDirectory, from, toDirectory, to, 0, 0);
    }

    static int unlinkat(int directory, long path, int flags) {
        return (int) call(UNLINKAT, directory, path, flags, 0, 0, 0);
    }

    static int mkdirat(int directory, long path, int mode) {
        return (int) call(MKDIRAT, directory, path, mode, 0, 0, 0);
    }

    static int getdents64(int fd, long into, int length) {
        return (int) call(GETDENTS64, fd, into, length, 0, 0, 0);
    }

    static int fcntl(int fd, int command, long argument) {
        return (int) call(FCNTL, fd, command, argument, 0, 0, 0);
    }

    static long mmap(long length, int protection, int flags, int fd, long position) {
        return call(MMAP, 0, length, protection, flags, fd, position);
    }

    static int munmap(long address, long length) {
        return (int) call(MUNMAP, address, length, 0, 0, 0, 0);
    }

    static int madvise(long address, long length, int advice) {
        return (int) call(MADVISE, address, length, advice, 0, 0, 0);
    }

    static int mlock(long address, long length) {
        return (int) call(MLOCK, address, length, 0, 0, 0, 0);
    }

    static int mincore(long address, long length, long into) {
        return (int) call(MINCORE, address, length, into, 0, 0, 0);
    }

    static int fadvise(int fd, long position, long length, int advice) {
        return (int) call(FADVISE64, fd, position, length, advice, 0, 0);
    }

    /// Of the calling thread.
    static int schedSetAffinity(int length, long mask) {
        return (int) call(SCHED_SETAFFINITY, 0, length, mask, 0, 0, 0);
    }

    /// Of the calling thread; returns how many bytes were filled.
    static int schedGetAffinity(int length, long mask) {
        return (int) call(SCHED_GETAFFINITY, 0, length, mask, 0, 0, 0);
    }

    static int prlimit(int resource, long into) {
        return (int) call(PRLIMIT64, 0, resource, 0, into, 0, 0);
    }

    /// A call that does nothing, for measuring what calling costs.
    static int getppid() {
        return (int) call(GETPPID, 0, 0, 0, 0, 0, 0);
    }

    /// Mapped memory as a segment of its true size.
    @SuppressWarnings("restricted") // the address and the length are what mmap was asked and answered
    static MemorySegment segment(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length);
    }

    private static long call(long number, long a, long b, long c, long d, long e, long f) {
        int slot = ErrnoSlots.claim();
        if (slot == ErrnoSlots.NONE) {
            return callWithOwnMemory(number, a, b, c, d, e, f);
        }
        try {
            return call(ErrnoSlots.segment(slot), number, a, b, c, d, e, f);
        } finally {
            ErrnoSlots.release(slot);
        }
    }

    /// The 257th call at once, while 256 others hang.
    private static long callWithOwnMemory(long number, long a, long b, long c, long d, long e, long f) {
        try (Arena arena = Arena.ofConfined()) {
            return call(arena.allocate(ValueLayout.JAVA_INT), number, a, b, c, d, e, f);
        }
    }

    private static long call(MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f);
            return result != -1 ? result : -errno.get(ValueLayout.JAVA_INT, 0);
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable impossible) {
            throw new AssertionError("a system call threw", impossible);
        }
    }

    @SuppressWarnings("restricted") // one of the two border posts; the other is Everything
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        MemorySegment syscall = linker.defaultLookup()
                .find("syscall")
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no function syscall"));
        return linker.downcallHandle(
                syscall,
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
    }

    /// The C library's `sched_getcpu`, of type `()int`; null when it has none.
    @SuppressWarnings("restricted")
    static @Nullable MethodHandle processorHandle() {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("sched_getcpu")
                .map(address -> linker.downcallHandle(
                        address, FunctionDescriptor.of(ValueLayout.JAVA_INT), Linker.Option.critical(false)))
                .orElse(null);
    }

    private static long number(int x86, int aarch64) {
        return Numbers.byProcessor(x86, aarch64);
    }
}

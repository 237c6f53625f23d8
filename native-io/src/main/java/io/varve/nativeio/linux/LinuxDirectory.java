package io.varve.nativeio.linux;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.FileSystemStat;
import io.varve.nativeio.OpenFlags;
import java.lang.foreign.Arena;
import java.util.Collection;

/// A directory held open by its descriptor; all names are resolved from there.
final class LinuxDirectory implements Directory {
    private static final int RENAME_NOREPLACE = 1;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;
    private static final int NEW_DIRECT = OpenFlags.CREATE | OpenFlags.DIRECT;

    private final Descriptor descriptor;
    private volatile CapabilityProbe.Answer answer;

    private LinuxDirectory(Descriptor descriptor, CapabilityProbe.Answer answer) {
        this.descriptor = descriptor;
        this.answer = answer;
    }

    static LinuxDirectory open(int parent, long name, String path, long flags) {
        int fd = Kernel.openat(parent, name, Numbers.O_RDONLY | Numbers.O_DIRECTORY | Numbers.O_CLOEXEC | flags, 0);
        return new LinuxDirectory(new Descriptor(path, fd), CapabilityProbe.ofDirectory(fd));
    }

    @Override
    public DiskFile open(String name, int flags) {
        OpenFlags.check(flags);
        try (Arena arena = Arena.ofConfined()) {
            long address = CStrings.name(arena, name);
            int directory = descriptor.enter();
            try {
                Capabilities device = (flags & OpenFlags.DIRECT) != 0 ? capabilities() : answer.capabilities();
                boolean isMadeInVain = (flags & NEW_DIRECT) == NEW_DIRECT && answer.isFinal() && !device.hasDirect();
                int fd =
                        isMadeInVain ? -Errno.EINVAL : Kernel.openat(directory, address, kernelFlags(flags), FILE_MODE);
                return LinuxFile.opened(pathOf(name), fd, flags, device);
            } finally {
                descriptor.exit();
            }
        }
    }

    @Override
    public Directory openDirectory(String name) {
        try (Arena arena = Arena.ofConfined()) {
            long address = CStrings.name(arena, name);
            int directory = descriptor.enter();
            try {
                return open(directory, address, pathOf(name), Numbers.O_NOFOLLOW);
            } finally {
                descriptor.exit();
            }
        }
    }

    @Override
    public int makeDirectory(String name) {
        return onName(name, (directory, address) -> Kernel.mkdirat(directory, address, DIRECTORY_MODE));
    }

    @Override
    public int rename(String name, Directory target, String newName) {
        return onNames(
                name, target, newName, (from, fromName, to, toName) -> Kernel.renameat2(from, fromName, to, toName, 0));
    }

    @Override
    public int renameIfAbsent(String name, Directory target, String newName) {
        return onNames(
                name,
                target,
                newName,
                (from, fromName, to, toName) -> Kernel.renameat2(from, fromName, to, toName, RENAME_NOREPLACE));
    }

    @Override
    public int link(String name, Directory target, String newName) {
        return onNames(name, target, newName, Kernel::linkat);
    }

    @Override
    public int unlink(String name) {
        return onName(name, (directory, address) -> Kernel.unlinkat(directory, address, 0));
    }

    @Override
    public int removeDirectory(String name) {
        return onName(name, (directory, address) -> Kernel.unlinkat(directory, address, AT_REMOVEDIR));
    }

    @Override
    public int list(Collection<String> names) {
        int directory = descriptor.enter();
        try {
            return Listing.read(directory, names);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int stat(String name, FileStat into) {
        try (Arena arena = Arena.ofConfined()) {
            Statx stat = Statx.in(arena);
            int result = onName(name, stat::read);
            if (result == 0) {
                stat.copyTo(into);
            }
            return result;
        }
    }

    @Override
    public int statFileSystem(FileSystemStat into) {
        int directory = descriptor.enter();
        try (Arena arena = Arena.ofConfined()) {
            StatFs stat = StatFs.in(arena);
            int result = stat.read(directory);
            if (result == 0) {
                stat.copyTo(into);
            }
            return result;
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int sync() {
        int directory = descriptor.enter();
        try {
            return Kernel.fsync(directory);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public Capabilities capabilities() {
        if (answer.isFinal() || !descriptor.isOpen()) {
            return answer.capabilities();
        }
        int directory = descriptor.enter();
        try {
            answer = CapabilityProbe.ofDirectory(directory);
            return answer.capabilities();
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public String path() {
        return descriptor.path();
    }

    @Override
    public int errno() {
        return descriptor.errno();
    }

    @Override
    public boolean isOpen() {
        return descriptor.isOpen();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public int closeErrno() {
        return descriptor.closeErrno();
    }

    private String pathOf(String name) {
        return path().endsWith("/") ? path() + name : path() + "/" + name;
    }

    private interface NameCall {
        int apply(int directory, long name);
    }

    private interface NamesCall {
        int apply(int from, long fromName, int to, long toName);
    }

    private int onName(String name, NameCall call) {
        try (Arena arena = Arena.ofConfined()) {
            long address = CStrings.name(arena, name);
            int directory = descriptor.enter();
            try {
                return call.apply(directory, address);
            } finally {
                descriptor.exit();
            }
        }
    }

    private int onNames(String name, Directory target, String newName, NamesCall call) {
        if (!(target instanceof LinuxDirectory to)) {
            throw new IllegalArgumentException(target.path() + " is a directory of another disk");
        }
        try (Arena arena = Arena.ofConfined()) {
            long newAddress = CStrings.name(arena, newName);
            int targetDirectory = to.descriptor.enter();
            try {
                return onName(
                        name, (directory, address) -> call.apply(directory, address, targetDirectory, newAddress));
            } finally {
                to.descriptor.exit();
            }
        }
    }

    private static long kernelFlags(int flags) {
        long access = switch (flags & (OpenFlags.READ | OpenFlags.WRITE)) {
            case OpenFlags.READ -> Numbers.O_RDONLY;
            case OpenFlags.WRITE -> Numbers.O_WRONLY;
            default -> Numbers.O_RDWR;
        };
        return access
                | Numbers.O_CLOEXEC
                | Numbers.O_NOFOLLOW
                // or opening a pipe would wait for its other end; of a regular file it means nothing
                | Numbers.O_NONBLOCK
                | ((flags & OpenFlags.CREATE) != 0 ? Numbers.O_CREAT : 0)
                | ((flags & OpenFlags.EXCLUSIVE) != 0 ? Numbers.O_EXCL : 0)
                | ((flags & OpenFlags.DIRECT) != 0 ? Numbers.O_DIRECT : 0)
                | ((flags & OpenFlags.DSYNC) != 0 ? Numbers.O_DSYNC : 0);
    }
}

package io.varve.nativeio.sim;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.FileSystemStat;
import io.varve.nativeio.OpenFlags;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// An open directory of the simulated disk.
final class SimDirectory extends SimHandle implements Directory {
    /// Bytes a name may have, as on every file system of Linux.
    private static final int LONGEST_NAME = 255;

    private @Nullable SimFolder folder;

    SimDirectory(SimDisk disk, String path) {
        super(disk, path);
    }

    void attach(SimFolder to) {
        folder = to;
        to.opens++;
    }

    @Override
    void release() {
        folder().opens--;
    }

    @Override
    public DiskFile open(String name, int flags) {
        requireOpen();
        checkName(name);
        OpenFlags.check(flags);
        SimFile file = new SimFile(disk, below(name), flags);
        file.opened(disk.gate().call(Op.OPEN, file.path(), effect -> open(name, flags, file)));
        return file;
    }

    @Override
    public Directory openDirectory(String name) {
        requireOpen();
        checkName(name);
        SimDirectory directory = new SimDirectory(disk, below(name));
        directory.opened(disk.gate().call(Op.OPEN_DIRECTORY, directory.path(), effect -> {
            if (isTooLong(name)) {
                return -Errno.ENAMETOOLONG;
            }
            switch (folder().entries.get(name)) {
                case null -> {
                    return -Errno.ENOENT;
                }
                case SimInode file -> {
                    return -Errno.ENOTDIR;
                }
                case SimFolder found -> directory.attach(found);
            }
            return 0;
        }));
        return directory;
    }

    @Override
    public int makeDirectory(String name) {
        return change(Op.MAKE_DIRECTORY, name, () -> {
            if (folder().entries.containsKey(name)) {
                return -Errno.EEXIST;
            }
            if (folder().isRemoved) {
                return -Errno.ENOENT;
            }
            if (disk.freeBlocks() == 0 || !disk.takeEntry()) {
                return -Errno.ENOSPC;
            }
            disk.takeBlocks(1);
            disk.names().add(folder(), name, disk.newFolder());
            return 0;
        });
    }

    @Override
    public int rename(String name, Directory target, String newName) {
        return rename(Op.RENAME, name, target, newName);
    }

    @Override
    public int renameIfAbsent(String name, Directory target, String newName) {
        return rename(Op.RENAME_IF_ABSENT, name, target, newName);
    }

    @Override
    public int link(String name, Directory target, String newName) {
        checkName(newName);
        SimDirectory other = (SimDirectory) target;
        other.requireOpen();
        return change(Op.LINK, name, () -> {
            switch (folder().entries.get(name)) {
                case null -> {
                    return -Errno.ENOENT;
                }
                case SimFolder found -> {
                    return -Errno.EPERM;
                }
                case SimInode file -> {
                    int refused = other.refusalOfNew(newName);
                    if (refused != 0 || !disk.takeEntry()) {
                        return refused != 0 ? refused : -Errno.ENOSPC;
                    }
                    disk.names().add(other.folder(), newName, file);
                    return 0;
                }
            }
        });
    }

    @Override
    public int unlink(String name) {
        return change(Op.UNLINK, name, () -> switch (folder().entries.get(name)) {
            case null -> -Errno.ENOENT;
            case SimFolder found -> -Errno.EISDIR;
            case SimInode file -> disk.names().remove(folder(), name);
        });
    }

    @Override
    public int removeDirectory(String name) {
        return change(Op.REMOVE_DIRECTORY, name, () -> switch (folder().entries.get(name)) {
            case null -> -Errno.ENOENT;
            case SimInode file -> -Errno.ENOTDIR;
            case SimFolder found when !found.entries.isEmpty() -> -Errno.ENOTEMPTY;
            case SimFolder found -> disk.names().remove(folder(), name);
        });
    }

    @Override
    public int list(Collection<String> names) {
        return call(Op.LIST, effect -> {
            if (folder().isRemoved) {
                return -Errno.ENOENT;
            }
            names.addAll(folder().entries.keySet());
            return 0;
        });
    }

    @Override
    public int stat(String name, FileStat into) {
        requireOpen();
        checkName(name);
        return disk.gate().call(Op.STAT, below(name), effect -> {
            SimNode node = folder().entries.get(name);
            int missing = isTooLong(name) ? -Errno.ENAMETOOLONG : -Errno.ENOENT;
            return node == null ? missing : disk.stat(node, into);
        });
    }

    @Override
    public int statFileSystem(FileSystemStat into) {
        return call(Op.STAT_FILE_SYSTEM, effect -> {
            long free = disk.freeBlocks() * BlockMap.BLOCK_SIZE;
            into.set(disk.profile().capacityBytes(), free, 1_000_000, false);
            return 0;
        });
    }

    @Override
    public int sync() {
        return call(Op.DIRECTORY_SYNC, effect -> disk.names().sync(folder(), effect));
    }

    @Override
    public Capabilities capabilities() {
        requireOpen();
        return disk.capabilities();
    }

    private int open(String name, int flags, SimFile file) {
        boolean isExclusive = (flags & OpenFlags.EXCLUSIVE) != 0;
        if ((flags & OpenFlags.DIRECT) != 0 && disk.profile().directAlignment() == 0) {
            return -Errno.EINVAL;
        }
        if (isTooLong(name)) {
            return -Errno.ENAMETOOLONG;
        }
        return switch (folder().entries.get(name)) {
            case null -> (flags & OpenFlags.CREATE) == 0 ? -Errno.ENOENT : create(name, file);
            case SimNode found when isExclusive -> -Errno.EEXIST;
            case SimFolder found -> -Errno.EISDIR;
            case SimInode found -> {
                file.attach(found);
                yield 0;
            }
        };
    }

    private int create(String name, SimFile file) {
        if (folder().isRemoved) {
            return -Errno.ENOENT;
        }
        if (!disk.takeEntry()) {
            return -Errno.ENOSPC;
        }
        SimInode made = disk.newInode();
        disk.names().add(folder(), name, made);
        file.attach(made);
        return 0;
    }

    private int rename(Op op, String name, Directory target, String newName) {
        checkName(newName);
        SimDirectory other = (SimDirectory) target;
        other.requireOpen();
        return change(op, name, () -> {
            SimNode node = folder().entries.get(name);
            SimNode replaced = other.folder().entries.get(newName);
            if (node == null) {
                return -Errno.ENOENT;
            }
            if (replaced == null || op == Op.RENAME_IF_ABSENT) {
                int refused = other.refusalOfNew(newName);
                if (refused != 0) {
                    return refused;
                }
            }
            if (node == replaced) {
                return 0;
            }
            int refused = refusalOfMove(node, replaced, other.folder());
            if (refused != 0) {
                return refused;
            }
            if (replaced == null && !disk.takeEntry()) {
                return -Errno.ENOSPC;
            }
            disk.giveEntry();
            return disk.names().move(folder(), name, other.folder(), newName);
        });
    }

    private int refusalOfNew(String name) {
        if (isTooLong(name)) {
            return -Errno.ENAMETOOLONG;
        }
        if (folder().entries.containsKey(name)) {
            return -Errno.EEXIST;
        }
        return folder().isRemoved ? -Errno.ENOENT : 0;
    }

    private static int refusalOfMove(SimNode node, @Nullable SimNode replaced, SimFolder target) {
        if (node instanceof SimFolder moved && moved.isOrHolds(target)) {
            return -Errno.EINVAL;
        }
        return switch (replaced) {
            case null -> 0;
            case SimInode file -> node instanceof SimFolder ? -Errno.ENOTDIR : 0;
            case SimFolder found when node instanceof SimInode -> -Errno.EISDIR;
            case SimFolder found -> found.entries.isEmpty() ? 0 : -Errno.ENOTEMPTY;
        };
    }

    private int change(Op op, String name, IntSupplier change) {
        requireOpen();
        checkName(name);
        return disk.gate().call(op, below(name), effect -> isTooLong(name) ? -Errno.ENAMETOOLONG : change.getAsInt());
    }

    private String below(String name) {
        return path().endsWith("/") ? path() + name : path() + "/" + name;
    }

    private SimFolder folder() {
        SimFolder attached = folder;
        if (attached == null) {
            throw new IllegalStateException(path() + ": was not opened");
        }
        return attached;
    }

    private static void checkName(String name) {
        boolean isPath = name.indexOf('/') >= 0 || name.indexOf('\0') >= 0;
        if (name.isEmpty() || isPath || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("not a name of an entry: \"" + name + "\"");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("not a name of an entry: half a surrogate pair in \"" + name + "\"");
        }
    }

    private static boolean isTooLong(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
    }
}

package io.varve.nativeio.sim;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Capabilities;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// An open file of the simulated disk.
final class SimFile extends SimHandle implements DiskFile {
    private static final int ZEROS_CHUNK = 64 * 1024;

    /// Bytes a simulated file may have; every file system has such a limit (16 TiB on ext4).
    static final long MOST_BYTES = 1L << 34;

    private final int flags;
    private @Nullable SimInode inode;

    /// What its next sync, and what its close must answer, because a write-back failed; else 0.
    private int owedErrno;

    private int owedAtClose;

    SimFile(SimDisk disk, String path, int flags) {
        super(disk, path);
        this.flags = flags;
    }

    void attach(SimInode to) {
        inode = to;
        to.opens++;
        owedErrno = to.unseenErrno;
    }

    @Override
    int onClose(@Nullable FaultEffect effect) {
        return effect instanceof FaultEffect.SyncFailure ? disk.sync(inode(), effect) : -owedAtClose;
    }

    @Override
    void release() {
        inode().locks.unlockAll(this);
        inode().opens--;
        disk.forgetIfUnreachable(inode());
    }

    @Override
    public int pread(Region into, long offset, int length, long position) {
        checkTransfer(into, offset, length, position);
        return callOn(Op.READ, position, length, effect -> {
            if ((flags & OpenFlags.READ) == 0) {
                return -Errno.EBADF;
            }
            byte[] bytes = inode().read(position, shortened(length, effect), isDirect());
            if (effect instanceof FaultEffect.DamagedRead read) {
                disk.damage().onRead(inode(), position, bytes, read.damage());
            }
            into.copyFrom(offset, bytes, 0, bytes.length);
            return bytes.length;
        });
    }

    @Override
    public int pwrite(Region from, long offset, int length, long position) {
        checkTransfer(from, offset, length, position);
        return callOn(Op.WRITE, position, length, effect -> {
            byte[] bytes = new byte[shortened(length, effect)];
            from.copyTo(offset, bytes, 0, bytes.length);
            return write(position, bytes, effect);
        });
    }

    @Override
    public int allocate(long position, long length) {
        checkRange(position, length);
        return callOn(Op.ALLOCATE, position, length, effect -> {
            if (!isWritable()) {
                return -Errno.EBADF;
            }
            if (length == 0) {
                return 0;
            }
            if (position + length > MOST_BYTES) {
                return -Errno.EFBIG;
            }
            if (inode().missingBlocks(position, length) > disk.freeBlocks()) {
                return -Errno.ENOSPC;
            }
            inode().claim(position, length, BlockMap.UNWRITTEN);
            return 0;
        });
    }

    @Override
    public int writeZeros(long position, long length) {
        checkRange(position, length);
        checkAlignment(position | length);
        return callOn(Op.WRITE_ZEROS, position, length, effect -> {
            long end = position + length;
            for (long at = position; at < end; at += ZEROS_CHUNK) {
                int chunk = (int) Math.min(ZEROS_CHUNK, end - at);
                boolean isPartial = effect instanceof FaultEffect.PartialWrite;
                int written = write(at, new byte[shortened(chunk, effect)], isPartial ? effect : null);
                if (written != chunk) {
                    return written < 0 ? written : -Errno.ENOSPC;
                }
            }
            return 0;
        });
    }

    @Override
    public int truncate(long size) {
        checkRange(size, 0);
        return callOn(Op.TRUNCATE, size, Long.MAX_VALUE - size, effect -> {
            if (!isWritable()) {
                return -Errno.EINVAL;
            }
            if (size > MOST_BYTES) {
                return -Errno.EFBIG;
            }
            boolean isMappedBeyond = inode().windows.stream().anyMatch(w -> w.endPage > BlockMap.endBlock(size));
            if (isMappedBeyond) {
                throw disk.violation(path() + ": cut to " + size + " bytes while mapped beyond");
            }
            inode().truncate(size);
            return 0;
        });
    }

    @Override
    public int dataSync() {
        return call(Op.DATA_SYNC, this::sync);
    }

    @Override
    public int sync() {
        return call(Op.SYNC, this::sync);
    }

    @Override
    public int stat(FileStat into) {
        return call(Op.STAT, effect -> disk.stat(inode(), into));
    }

    @Override
    public int tryLock(long position, long length) {
        checkLocked(position, length);
        return call(Op.LOCK, effect -> {
            if (!isWritable()) {
                return -Errno.EBADF;
            }
            if (inode().locks.isHeldByOther(this, position, length)) {
                return -Errno.EAGAIN;
            }
            inode().locks.lock(this, position, length);
            return 0;
        });
    }

    @Override
    public int unlock(long position, long length) {
        checkLocked(position, length);
        return call(Op.LOCK, effect -> {
            inode().locks.unlock(this, position, length);
            return 0;
        });
    }

    @Override
    public int isLockedByOther(long position, long length) {
        checkLocked(position, length);
        return call(Op.LOCK, effect -> inode().locks.isHeldByOther(this, position, length) ? 1 : 0);
    }

    @Override
    public int advise(long position, long length, CacheAdvice advice) {
        checkRange(position, length);
        return call(Op.ADVISE, effect -> {
            if (advice == CacheAdvice.DONT_NEED) {
                inode().evict();
            }
            return 0;
        });
    }

    @Override
    public Mapping map(long position, long length, MapMode mode) {
        requireOpen();
        if (position < 0 || position % PageStore.PAGE_SIZE != 0 || length <= 0) {
            throw new IllegalArgumentException(path() + ": mapping " + length + " bytes at " + position);
        }
        SimMapping mapping = new SimMapping(this, position, length, mode);
        mapping.opened(callOn(Op.MAP, position, length, effect -> {
            int needed = mode == MapMode.READ ? OpenFlags.READ : OpenFlags.READ | OpenFlags.WRITE;
            return (flags & needed) == needed ? mapping.map() : -Errno.EACCES;
        }));
        return mapping;
    }

    @Override
    public Capabilities capabilities() {
        requireOpen();
        return disk.capabilities();
    }

    private int write(long position, byte[] bytes, @Nullable FaultEffect effect) {
        if (!isWritable()) {
            return -Errno.EBADF;
        }
        if (bytes.length > 0 && position + bytes.length > MOST_BYTES) {
            return -Errno.EFBIG;
        }
        byte[] fitting = disk.fitting(inode(), position, bytes);
        if (fitting.length == 0) {
            return bytes.length == 0 ? 0 : -Errno.ENOSPC;
        }
        if (effect instanceof FaultEffect.PartialWrite partial) {
            disk.damage().writePartly(inode(), position, fitting, isDirect());
            return -partial.errno();
        }
        long mark = disk.lastOrder();
        if (effect instanceof FaultEffect.DamagedWrite write) {
            disk.damage().onWrite(inode(), position, fitting, isDirect(), write.damage());
        } else {
            inode().write(position, fitting, isDirect());
        }
        if ((flags & OpenFlags.DSYNC) != 0) {
            inode().syncSince(mark);
            int owed = takeOwed();
            return owed != 0 ? -owed : fitting.length;
        }
        return fitting.length;
    }

    private int sync(@Nullable FaultEffect effect) {
        int owed = takeOwed();
        inode().protectPages(this);
        int result = disk.sync(inode(), effect);
        return result != 0 ? result : -owed;
    }

    /// The error that this file has not heard of yet; from now on it has, and who opens the file later
    /// will not.
    private int takeOwed() {
        int owed = owedErrno;
        if (owed != 0) {
            owedErrno = 0;
            inode().unseenErrno = 0;
        }
        return owed;
    }

    private int callOn(Op op, long position, long length, SeamGate.Call call) {
        requireOpen();
        return disk.gate().call(op, path(), position, length, effect -> {
            int result = call.run(effect);
            if (effect instanceof FaultEffect.WriteBackFailure failure) {
                loseLater(failure);
            }
            return result;
        });
    }

    private void loseLater(FaultEffect.WriteBackFailure failure) {
        disk.dirty().remove(inode());
        inode().failSync(failure.loss(), disk.random());
        switch (failure.told()) {
            case EVERYBODY -> {
                inode().unseenErrno = failure.errno();
                disk.filesOf(inode()).forEach(file -> file.owedErrno = failure.errno());
            }
            case ANOTHER ->
                disk.filesOf(inode())
                        .filter(file -> file != this)
                        .findFirst()
                        .ifPresent(file -> file.owedErrno = failure.errno());
            case AT_CLOSE -> owedAtClose = failure.errno();
        }
    }

    boolean isOf(SimInode other) {
        return inode == other;
    }

    private int shortened(int length, @Nullable FaultEffect effect) {
        return effect instanceof FaultEffect.Shortened some ? Math.min(length, some.bytes()) : length;
    }

    private void checkTransfer(Region region, long offset, int length, long position) {
        requireOpen();
        region.check(offset, length);
        checkRange(position, length);
        if (isDirect()) {
            checkAlignment(position | length | (region.segment().address() + offset));
        }
    }

    private void checkLocked(long position, long length) {
        checkRange(position, length);
        if (length == 0) {
            throw new IllegalArgumentException(path() + ": a lock of no byte at " + position);
        }
    }

    private void checkRange(long position, long length) {
        if (position < 0 || length < 0 || position > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(path() + ": " + length + " bytes at " + position);
        }
    }

    private void checkAlignment(long bits) {
        if (isDirect() && bits % disk.profile().directAlignment() != 0) {
            throw new IllegalArgumentException(path() + ": direct I/O wants position, length and address aligned to "
                    + disk.profile().directAlignment() + " bytes");
        }
    }

    private boolean isDirect() {
        return (flags & OpenFlags.DIRECT) != 0;
    }

    private boolean isWritable() {
        return (flags & OpenFlags.WRITE) != 0;
    }

    SimInode inode() {
        SimInode attached = inode;
        if (attached == null) {
            throw new IllegalStateException(path() + ": was not opened");
        }
        return attached;
    }
}

package io.varve.nativeio.sim;

/// The calls of the disk seam, as faults and traces name them.
public enum Op {
    /// [io.varve.nativeio.Disk#openDirectory] and [io.varve.nativeio.Directory#openDirectory].
    OPEN_DIRECTORY,
    /// [io.varve.nativeio.Directory#open].
    OPEN,
    /// [io.varve.nativeio.Directory#makeDirectory].
    MAKE_DIRECTORY,
    /// [io.varve.nativeio.Directory#rename].
    RENAME,
    /// [io.varve.nativeio.Directory#renameIfAbsent].
    RENAME_IF_ABSENT,
    /// [io.varve.nativeio.Directory#link].
    LINK,
    /// [io.varve.nativeio.Directory#unlink].
    UNLINK,
    /// [io.varve.nativeio.Directory#removeDirectory].
    REMOVE_DIRECTORY,
    /// [io.varve.nativeio.Directory#list].
    LIST,
    /// Both kinds of `stat`.
    STAT,
    /// [io.varve.nativeio.Directory#statFileSystem].
    STAT_FILE_SYSTEM,
    /// [io.varve.nativeio.Directory#sync].
    DIRECTORY_SYNC,
    /// [io.varve.nativeio.DiskFile#pread].
    READ,
    /// [io.varve.nativeio.DiskFile#pwrite].
    WRITE,
    /// [io.varve.nativeio.DiskFile#allocate].
    ALLOCATE,
    /// [io.varve.nativeio.DiskFile#writeZeros].
    WRITE_ZEROS,
    /// [io.varve.nativeio.DiskFile#truncate].
    TRUNCATE,
    /// [io.varve.nativeio.DiskFile#dataSync].
    DATA_SYNC,
    /// [io.varve.nativeio.DiskFile#sync].
    SYNC,
    /// Locking, unlocking and asking for locks.
    LOCK,
    /// Advice for files and mappings.
    ADVISE,
    /// [io.varve.nativeio.DiskFile#map].
    MAP,
    /// [io.varve.nativeio.Mapping#populateRead], `populateWrite` and `residentPages`.
    POPULATE,
    /// Closing anything.
    CLOSE;

    /// True for calls that change what a crash could leave.
    public boolean changesDisk() {
        return switch (this) {
            case OPEN, MAKE_DIRECTORY, RENAME, RENAME_IF_ABSENT, LINK, UNLINK, REMOVE_DIRECTORY -> true;
            case DIRECTORY_SYNC, WRITE, ALLOCATE, WRITE_ZEROS, TRUNCATE, DATA_SYNC, SYNC -> true;
            case OPEN_DIRECTORY, LIST, STAT, STAT_FILE_SYSTEM, READ, LOCK, ADVISE, MAP, POPULATE, CLOSE -> false;
        };
    }
}

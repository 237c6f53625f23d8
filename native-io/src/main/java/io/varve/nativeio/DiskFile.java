package io.varve.nativeio;

/// An open file.
///
/// Reads and writes may be short: a smaller count than asked for is an answer, not an error. At the
/// end of the file a read returns 0. `-EINTR` is handed on like any other errno.
///
/// On a file opened with [OpenFlags#DIRECT], position, length and the address of the memory must be
/// multiples of what [Capabilities] says; anything else is an `IllegalArgumentException`, also where
/// the kernel would let it pass.
public interface DiskFile extends Handle {
    /// Reads up to `length` bytes at `position` of the file into `into` at `offset`.
    ///
    /// @return bytes read, 0 at the end of the file, or `-errno`
    int pread(Region into, long offset, int length, long position);

    /// Writes up to `length` bytes from `from` at `offset` to `position` of the file.
    ///
    /// @return bytes written, or `-errno`
    int pwrite(Region from, long offset, int length, long position);

    /// Reserves real space and grows the file to hold it (`fallocate`). The space is *unwritten*: it
    /// reads as zeros, and a first write into it still changes metadata. `-EOPNOTSUPP` where the
    /// file system cannot.
    int allocate(long position, long length);

    /// Writes zeros over a range, growing the file where needed, in chunks of at most 64 KiB: a
    /// later small write into the range is then an overwrite. (Chunks of 64 KiB leave page-cache
    /// folios small; after chunks of 1 MiB a small write costs twice as much.)
    ///
    /// @return 0, or `-errno`; after a failure some of the range may be written
    int writeZeros(long position, long length);

    /// Cuts or extends the file to `size`. What lies beyond a larger end is a hole.
    int truncate(long size);

    /// Makes the content and the size durable (`fdatasync`), not the name. After a failure nothing
    /// is known about any write since the last success, and asking again proves nothing.
    int dataSync();

    /// Like [#dataSync()], and also times, mode and owner (`fsync`).
    int sync();

    /// Reads size, identity and the like.
    int stat(FileStat into);

    /// Locks a byte range exclusively for this open file (an OFD lock). The lock excludes every
    /// other open file, of this process too, ends with [#close()] or the process, and is not
    /// inherited by child programs.
    ///
    /// @param length at least 1, as of the two calls below
    /// @return 0, or `-EAGAIN` when somebody else holds any byte of it, or another `-errno`
    int tryLock(long position, long length);

    /// Gives a locked range back.
    int unlock(long position, long length);

    /// Whether another open file holds a lock on any byte of the range: 1, 0 or `-errno`.
    int isLockedByOther(long position, long length);

    /// Tells the page cache how a range will be used (`posix_fadvise`); `length` 0 means to the end.
    int advise(long position, long length, CacheAdvice advice);

    /// Maps a range of the file, shared.
    ///
    /// The range must lie in real space inside the file: a store to a page without space behind it
    /// is a signal, not an errno.
    ///
    /// @param position a multiple of the page size
    Mapping map(long position, long length, MapMode mode);

    /// What this file, as it was opened, can do.
    Capabilities capabilities();
}

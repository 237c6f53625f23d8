package io.varve.nativeio;

import java.util.Collection;

/// An open directory: its entries by name, and their durability.
///
/// A *name* is one entry: not empty, no `/`, no NUL, no unpaired surrogate, neither `.` nor `..`; others
/// are refused with `IllegalArgumentException`. Changes of entries are durable after [#sync()], not before, whatever
/// was done to the files themselves.
public interface Directory extends Handle {
    /// Opens a regular file, without ever waiting for it: a directory is refused with `EISDIR`, a pipe,
    /// a socket or a device with `ENXIO`, a file that somebody holds a lease of with `EAGAIN`.
    ///
    /// A file that is to be made for [OpenFlags#DIRECT] is refused with `EINVAL`, and not made, where
    /// direct I/O is not offered.
    ///
    /// @param flags a sum of [OpenFlags]
    DiskFile open(String name, int flags);

    /// Opens a directory below this one. A symbolic link is refused (`ENOTDIR`).
    Directory openDirectory(String name);

    /// Makes a directory below this one.
    int makeDirectory(String name);

    /// Renames within or between directories; an existing `newName` is replaced in one step.
    int rename(String name, Directory target, String newName);

    /// Like [#rename], but `-EEXIST`, with nothing changed, when `newName` exists.
    int renameIfAbsent(String name, Directory target, String newName);

    /// Gives an existing file a second name; `-EEXIST` when `newName` exists.
    int link(String name, Directory target, String newName);

    /// Removes a file's name; the file lives on while it is open or has other names.
    int unlink(String name);

    /// Removes an empty directory below this one.
    int removeDirectory(String name);

    /// Adds the names of all entries to `names`, without `.` and `..`, in no order. A name that is not
    /// UTF-8 is shown with U+FFFD where it is not, and cannot be opened by what is shown.
    int list(Collection<String> names);

    /// Reads what a name stands for, without following a symbolic link.
    int stat(String name, FileStat into);

    /// Reads size and room of the file system that holds this directory.
    int statFileSystem(FileSystemStat into);

    /// Makes all earlier changes of entries durable (`fsync` of the directory). After a failure
    /// nothing is known about them, and asking again proves nothing.
    int sync();

    /// What the file system and the device below this directory can do, read when it was opened; a machine
    /// that could not say so then (no descriptor, no space, a directory that must not be written to) is
    /// asked again with every call, and offers no direct I/O until it answers. A file that is opened with
    /// [OpenFlags#DIRECT] is asked itself.
    Capabilities capabilities();
}

package io.varve.nativeio;

/// The seam to the file system: directories, and through them files, mappings and locks.
public interface Disk {
    /// Opens an existing directory. All names are resolved below it from then on, so renaming it
    /// under a running store changes nothing.
    ///
    /// @param path absolute, or relative to the working directory of the process
    Directory openDirectory(String path);

    /// What the process may use of the machine, read when it is asked.
    Limits limits();
}

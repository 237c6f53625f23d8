package io.varve.inspect;

/// A file in the directory of a store.
///
/// @param path below the directory
/// @param role what it is to the store
/// @param bytes from the first to the last
/// @param allocatedBytes that it takes of the device
public record FileFacts(String path, FileRole role, long bytes, long allocatedBytes) {}

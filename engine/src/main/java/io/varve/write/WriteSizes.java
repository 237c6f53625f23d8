package io.varve.write;

import io.varve.nativeio.MemoryAccount;

/// Sizes of what the way of a write is made of.
///
/// @param ringSize places in the ring, a power of two
/// @param slotBytes bytes that a place holds itself, a multiple of 8
/// @param memtableBytes of an arena
/// @param memtableAccount what arenas are charged to
/// @param preparedSegments segments kept ready ahead
/// @param spins looks that a caller takes before it parks
public record WriteSizes(
        int ringSize,
        int slotBytes,
        long memtableBytes,
        MemoryAccount memtableAccount,
        int preparedSegments,
        int spins) {}

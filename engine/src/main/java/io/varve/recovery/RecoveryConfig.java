package io.varve.recovery;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.wal.LogConfig;

/// What a recovery works with.
///
/// @param log as this opener will write it
/// @param wal the folder of the log; stays the caller's
/// @param memory from which images of segments, buffers and memtables come
/// @param reading account of what is read
/// @param writing account of what is written
public record RecoveryConfig(
        LogConfig log, Directory wal, Memory memory, MemoryAccount reading, MemoryAccount writing) {}

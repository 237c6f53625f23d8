package io.varve.sstable;

import io.varve.nativeio.Region;

/// Where the bytes of a table that is being built go, front to back.
///
/// **Owner:** one thread.
///
/// **Promises:** until [#finish] has returned, nothing that was appended counts; after that, all of it is
/// durable under its name. Every refusal is a `StoreIoException` or `CorruptionException`, and the end: all
/// that can be done then is [#close()].
public interface TableSink extends AutoCloseable {
    /// The file, as messages name it.
    String path();

    /// Takes over bytes of private memory, complete and with their checksum known to the caller.
    void append(Region from, long offset, int length);

    /// Bytes that were appended.
    long position();

    /// Makes the file durable, as long as what was appended, and has all of it read back past the page cache
    /// and checked; then makes its name durable.
    void finish(ReadBack check);

    /// Whether it was read back from the device, and not, as there was no other way, from the page cache.
    boolean wasReadDirectly();

    /// Gives everything back; a file that was not finished is removed if that is possible.
    @Override
    void close();
}

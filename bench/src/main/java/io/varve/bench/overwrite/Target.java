package io.varve.bench.overwrite;

import java.nio.file.Path;

/// A store whose keys are overwritten by one thread.
interface Target extends AutoCloseable {
    int KEY_BYTES = 16;
    int VALUE_BYTES = 100;
    long ENTRY_BYTES = KEY_BYTES + VALUE_BYTES;

    /// Gives the key of a number a new value; returns when it would survive the end of the process.
    void put(long number, long version);

    /// Whether nothing goes on in the background any more.
    boolean isSettled();

    /// Of a file, whether it is data: not a log, which is as large as it is configured to be.
    boolean isData(Path file);

    /// What is measured begins now.
    default void onBegin() {}

    /// What it says of itself, for people, after what was measured.
    ///
    /// @param written bytes that the process wrote meanwhile
    /// @param given bytes of keys and values
    default String remark(long written, long given) {
        return "";
    }

    @Override
    void close();
}

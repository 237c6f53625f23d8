package io.varve.sstable;

import io.varve.format.TableSummary;
import io.varve.nativeio.Region;

/// Builds one table out of sorted entries.
public final class TableBuilder implements AutoCloseable {
    TableBuilder() {}

    /// Adds an entry: of the same key as the one before and a lower sequence, or of a larger key.
    ///
    /// @param key has [io.varve.memory.Keys#SLACK] bytes behind the key
    /// @param expiry milliseconds of engine time; `Long.MAX_VALUE` for never
    public void add(
            Region key,
            long keyOffset,
            int keyLength,
            Region value,
            long valueOffset,
            int valueLength,
            int kind,
            long sequence,
            long expiry) {
        missing();
    }

    /// Bytes of the file as it would be if it ended about now.
    public long bytes() {
        return missing();
    }

    /// Ends the table and makes it durable, name and all. Only once, and only with an entry in it.
    public TableSummary finish() {
        return missing();
    }

    /// Gives everything back; a table that was not finished is abandoned, and its file removed if possible.
    @Override
    public void close() {
        missing();
    }

    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"}) // for a few hours
    private static <T> T missing() {
        throw new UnsupportedOperationException("not built yet");
    }
}

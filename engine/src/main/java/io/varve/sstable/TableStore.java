package io.varve.sstable;

import io.varve.format.TableSummary;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/// The tables of one store, in one directory.
///
/// **Owner:** any thread.
public final class TableStore implements AutoCloseable {
    /// Tables in a directory.
    ///
    /// @param directory stays its owner's, and open as long as this
    /// @param building what builders take
    /// @param reading what open tables take: index and filter
    /// @param engineTime when a table is written (D-21)
    public TableStore(
            TableConfig config,
            Directory directory,
            Memory memory,
            MemoryAccount building,
            MemoryAccount reading,
            LongSupplier engineTime) {}

    /// Begins a table.
    ///
    /// @param number never used before, for an attempt that failed neither (W-A9)
    /// @param expectedBytes space that is taken at once; the table may become larger or smaller
    public TableBuilder create(long number, long expectedBytes) {
        return missing();
    }

    /// Opens a table that was finished.
    ///
    /// @throws io.varve.error.CorruptionException when the file is not the one that the summary describes
    public Table open(TableSummary summary) {
        return missing();
    }

    /// Removes the file of a table that nobody needs any more; it lives on while it is open. One that is not
    /// there is removed already.
    public void remove(long number) {
        missing();
    }

    /// Files that are tables of this store, as name and content say, and that nobody needs (P14).
    ///
    /// @param isLive which numbers are needed, or may be any moment
    public List<Long> orphans(LongPredicate isLive) {
        return missing();
    }

    @Override
    public void close() {}

    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"}) // for a few hours
    private static <T> T missing() {
        throw new UnsupportedOperationException("not built yet");
    }
}

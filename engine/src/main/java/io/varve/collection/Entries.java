package io.varve.collection;

import io.varve.Range;
import io.varve.Snapshot;
import io.varve.Store;
import io.varve.StoreCursor;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The entries of a range as they are when this is made, to be gone through once. Has a cursor open until it is closed.
///
/// ```java
/// try (Entries orders = Entries.of(store, Range.all().prefix(alice))) {
///     for (Map.Entry<byte[], byte[]> order : orders) { … }
/// }
/// ```
///
/// **Owner:** one thread at a time.
public final class Entries implements Iterable<Map.Entry<byte[], byte[]>>, AutoCloseable {
    private final StoreCursor cursor;
    private final boolean isKeysOnly;
    private boolean isUsed;

    private Entries(StoreCursor cursor, Range range) {
        this.cursor = cursor;
        this.isKeysOnly = range.isKeysOnly();
    }

    /// Of a store, as it is now. Of a range of keys only, values are empty.
    public static Entries of(Store store, Range range) {
        return new Entries(store.cursor(range), range);
    }

    /// Of a snapshot.
    public static Entries of(Snapshot snapshot, Range range) {
        return new Entries(snapshot.cursor(range), range);
    }

    /// Goes through them, in the order of the range.
    ///
    /// @throws IllegalStateException the second time
    @Override
    public Iterator<Map.Entry<byte[], byte[]>> iterator() {
        if (isUsed) {
            throw new IllegalStateException("the entries can be gone through once");
        }
        isUsed = true;
        return new Walk();
    }

    /// Goes through them, on the thread that asks for their end. Closing the stream closes this.
    ///
    /// @throws IllegalStateException the second time
    public Stream<Map.Entry<byte[], byte[]>> stream() {
        int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), traits), false)
                .onClose(this::close);
    }

    /// Ends it, wherever it is.
    @Override
    public void close() {
        cursor.close();
    }

    private final class Walk implements Iterator<Map.Entry<byte[], byte[]>> {
        private boolean isThere = cursor.first();

        @Override
        public boolean hasNext() {
            return isThere;
        }

        @Override
        public Map.Entry<byte[], byte[]> next() {
            if (!isThere) {
                throw new NoSuchElementException();
            }
            Map.Entry<byte[], byte[]> entry = Map.entry(cursor.key(), isKeysOnly ? new byte[0] : cursor.value());
            isThere = cursor.next();
            return entry;
        }
    }
}

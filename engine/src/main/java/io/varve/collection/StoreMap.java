package io.varve.collection;

import io.varve.Range;
import io.varve.Snapshot;
import io.varve.StoreCursor;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A snapshot, or a range of it, as a sorted map that cannot be changed. It lives as long as the snapshot, and needs no
/// close: whoever goes through it has a cursor open for some entries at a time only.
///
/// What differs from other maps: parts are what both the map and the part allow, and are never refused; [#size] counts;
/// and as arrays are equal to themselves only, so are maps of them.
///
/// **Owner:** any thread.
public final class StoreMap extends AbstractMap<byte[], byte[]> implements NavigableMap<byte[], byte[]> {
    private static final Comparator<byte[]> UNSIGNED = Arrays::compareUnsigned;

    private final Snapshot snapshot;
    private final Range range;

    private StoreMap(Snapshot snapshot, Range range) {
        this.snapshot = snapshot;
        this.range = range;
    }

    /// All of a snapshot.
    public static StoreMap of(Snapshot snapshot) {
        return of(snapshot, Range.all());
    }

    /// What a snapshot has in a range, in its order.
    public static StoreMap of(Snapshot snapshot, Range range) {
        return new StoreMap(snapshot, range);
    }

    /// Unsigned, byte by byte; or the opposite of it.
    @Override
    public Comparator<? super byte[]> comparator() {
        return range.isReversed() ? UNSIGNED.reversed() : UNSIGNED;
    }

    @Override
    public byte @Nullable [] get(@Nullable Object key) {
        return key instanceof byte[] bytes && range.contains(bytes) ? snapshot.get(bytes) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key instanceof byte[] bytes && range.contains(bytes) && snapshot.contains(bytes);
    }

    /// Goes through all keys.
    @Override
    public int size() {
        int size = 0;
        try (StoreCursor cursor = snapshot.cursor(range.keysOnly())) {
            for (boolean on = cursor.first(); on && size < Integer.MAX_VALUE; on = cursor.next()) {
                size++;
            }
        }
        return size;
    }

    @Override
    public boolean isEmpty() {
        try (StoreCursor cursor = snapshot.cursor(range.keysOnly())) {
            return !cursor.first();
        }
    }

    @Override
    public Set<Map.Entry<byte[], byte[]>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<byte[], byte[]>> iterator() {
                return new MapWalk(snapshot, range);
            }

            @Override
            public int size() {
                return StoreMap.this.size();
            }

            @Override
            public boolean isEmpty() {
                return StoreMap.this.isEmpty();
            }
        };
    }

    @Override
    public Map.@Nullable Entry<byte[], byte[]> firstEntry() {
        return nearest(range, true);
    }

    @Override
    public Map.@Nullable Entry<byte[], byte[]> lastEntry() {
        return nearest(range, false);
    }

    @Override
    public Map.@Nullable Entry<byte[], byte[]> lowerEntry(byte[] key) {
        return nearest(before(key, false), false);
    }

    @Override
    public Map.@Nullable Entry<byte[], byte[]> floorEntry(byte[] key) {
        return nearest(before(key, true), false);
    }

    @Override
    public Map.@Nullable Entry<byte[], byte[]> ceilingEntry(byte[] key) {
        return nearest(behind(key, true), true);
    }

    @Override
    public Map.@Nullable Entry<byte[], byte[]> higherEntry(byte[] key) {
        return nearest(behind(key, false), true);
    }

    @Override
    public byte[] firstKey() {
        return present(key(firstEntry()));
    }

    @Override
    public byte[] lastKey() {
        return present(key(lastEntry()));
    }

    @Override
    public byte @Nullable [] lowerKey(byte[] key) {
        return key(lowerEntry(key));
    }

    @Override
    public byte @Nullable [] floorKey(byte[] key) {
        return key(floorEntry(key));
    }

    @Override
    public byte @Nullable [] ceilingKey(byte[] key) {
        return key(ceilingEntry(key));
    }

    @Override
    public byte @Nullable [] higherKey(byte[] key) {
        return key(higherEntry(key));
    }

    /// Not supported.
    @Override
    public byte[] put(byte[] key, byte[] value) {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    /// Not supported.
    @Override
    public byte[] remove(@Nullable Object key) {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    /// Not supported.
    @Override
    public void clear() {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    /// Not supported.
    @Override
    public Map.Entry<byte[], byte[]> pollFirstEntry() {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    /// Not supported.
    @Override
    public Map.Entry<byte[], byte[]> pollLastEntry() {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    @Override
    public StoreMap descendingMap() {
        return new StoreMap(snapshot, range.reversed());
    }

    @Override
    public NavigableSet<byte[]> keySet() {
        return navigableKeySet();
    }

    @Override
    public NavigableSet<byte[]> navigableKeySet() {
        return new MapKeys(this);
    }

    @Override
    public NavigableSet<byte[]> descendingKeySet() {
        return descendingMap().navigableKeySet();
    }

    @Override
    public StoreMap subMap(byte[] from, boolean isFromIn, byte[] to, boolean isToIn) {
        return tailMap(from, isFromIn).headMap(to, isToIn);
    }

    @Override
    public StoreMap headMap(byte[] to, boolean isIn) {
        return new StoreMap(snapshot, before(to, isIn));
    }

    @Override
    public StoreMap tailMap(byte[] from, boolean isIn) {
        return new StoreMap(snapshot, behind(from, isIn));
    }

    @Override
    public StoreMap subMap(byte[] from, byte[] to) {
        return subMap(from, true, to, false);
    }

    @Override
    public StoreMap headMap(byte[] to) {
        return headMap(to, false);
    }

    @Override
    public StoreMap tailMap(byte[] from) {
        return tailMap(from, true);
    }

    /// Of an entry that there is.
    static byte[] present(byte @Nullable [] key) {
        if (key == null) {
            throw new NoSuchElementException("nothing is in the range");
        }
        return key;
    }

    /// The part before a key, in the order of this map.
    private Range before(byte[] key, boolean isIn) {
        if (range.isReversed()) {
            return isIn ? range.from(key) : range.fromAfter(key);
        }
        return isIn ? range.to(key) : range.toBefore(key);
    }

    /// The part behind a key, in the order of this map.
    private Range behind(byte[] key, boolean isIn) {
        if (range.isReversed()) {
            return isIn ? range.to(key) : range.toBefore(key);
        }
        return isIn ? range.from(key) : range.fromAfter(key);
    }

    private Map.@Nullable Entry<byte[], byte[]> nearest(Range part, boolean isFirst) {
        try (StoreCursor cursor = snapshot.cursor(part)) {
            boolean isThere = isFirst ? cursor.first() : cursor.last();
            return isThere ? Map.entry(cursor.key(), cursor.value()) : null;
        }
    }

    private static byte @Nullable [] key(Map.@Nullable Entry<byte[], byte[]> entry) {
        return entry == null ? null : entry.getKey();
    }
}

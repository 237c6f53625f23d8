package io.varve.collection;

import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/// The keys of a map, as a sorted set that cannot be changed.
final class MapKeys extends AbstractSet<byte[]> implements NavigableSet<byte[]> {
    private final StoreMap map;

    MapKeys(StoreMap map) {
        this.map = map;
    }

    @Override
    public Comparator<? super byte[]> comparator() {
        return map.comparator();
    }

    @Override
    public boolean contains(@Nullable Object key) {
        return map.containsKey(key);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public boolean isEmpty() {
        return map.isEmpty();
    }

    @Override
    public Iterator<byte[]> iterator() {
        Iterator<Map.Entry<byte[], byte[]>> entries = map.entrySet().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public byte[] next() {
                return entries.next().getKey();
            }
        };
    }

    @Override
    public byte[] first() {
        return map.firstKey();
    }

    @Override
    public byte[] last() {
        return map.lastKey();
    }

    @Override
    public byte @Nullable [] lower(byte[] key) {
        return map.lowerKey(key);
    }

    @Override
    public byte @Nullable [] floor(byte[] key) {
        return map.floorKey(key);
    }

    @Override
    public byte @Nullable [] ceiling(byte[] key) {
        return map.ceilingKey(key);
    }

    @Override
    public byte @Nullable [] higher(byte[] key) {
        return map.higherKey(key);
    }

    @Override
    public byte[] pollFirst() {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    @Override
    public byte[] pollLast() {
        throw new UnsupportedOperationException("a snapshot does not change");
    }

    @Override
    public NavigableSet<byte[]> descendingSet() {
        return new MapKeys(map.descendingMap());
    }

    @Override
    public Iterator<byte[]> descendingIterator() {
        return descendingSet().iterator();
    }

    @Override
    public NavigableSet<byte[]> subSet(byte[] from, boolean isFromIn, byte[] to, boolean isToIn) {
        return new MapKeys(map.subMap(from, isFromIn, to, isToIn));
    }

    @Override
    public NavigableSet<byte[]> headSet(byte[] to, boolean isIn) {
        return new MapKeys(map.headMap(to, isIn));
    }

    @Override
    public NavigableSet<byte[]> tailSet(byte[] from, boolean isIn) {
        return new MapKeys(map.tailMap(from, isIn));
    }

    @Override
    public NavigableSet<byte[]> subSet(byte[] from, byte[] to) {
        return subSet(from, true, to, false);
    }

    @Override
    public NavigableSet<byte[]> headSet(byte[] to) {
        return headSet(to, false);
    }

    @Override
    public NavigableSet<byte[]> tailSet(byte[] from) {
        return tailSet(from, true);
    }
}

package io.varve.bench.stores;

import java.util.Map;

/// A session of a store that is a map of arrays.
abstract class MapSession extends HeapSession {
    private final Map<byte[], byte[]> map;

    MapSession(Entries entries, Map<byte[], byte[]> map) {
        super(entries);
        this.map = map;
    }

    /// Does what a write promises.
    abstract void promise();

    @Override
    public void put(long number) {
        map.put(key(number), value(number));
        promise();
    }

    @Override
    public void putBatch(long first, int count) {
        for (long number = first; number < first + count; number++) {
            map.put(key(number), value(number));
        }
        promise();
    }

    @Override
    public void delete(long number) {
        map.remove(key(number));
        promise();
    }

    @Override
    public boolean get(long number) {
        byte[] found = map.get(key(number));
        return found != null && isRight(found, found.length, number);
    }

    @Override
    public boolean isAbsent(long number) {
        return map.get(key(number)) == null;
    }

    @Override
    public void renew() {}
}

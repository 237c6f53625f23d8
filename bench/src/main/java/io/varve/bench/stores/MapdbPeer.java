package io.varve.bench.stores;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/// MapDB's B-tree. A synced put is a commit of its write-ahead log; without a promise there are no transactions. It has
/// nothing between: with `fileSyncDisable`, too, a commit syncs once.
///
/// Tuned: memory-mapped files, as its documentation advises for 64-bit systems.
final class MapdbPeer implements Peer {
    private final String name;
    private final Entries entries;
    private final DB db;
    private final BTreeMap<byte[], byte[]> map;

    MapdbPeer(String name, Path directory, Setup setup, boolean isTuned) {
        this.name = name;
        entries = setup.entries();
        DBMaker.Maker maker = DBMaker.fileDB(directory.resolve("store.db").toFile());
        if (isTuned) {
            maker.fileMmapEnable().fileMmapPreclearDisable();
        } else {
            maker.fileChannelEnable();
        }
        if (setup.level() != Level.NONE) {
            maker.transactionEnable();
        }
        db = maker.make();
        map = db.treeMap("entries", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY)
                .valuesOutsideNodesEnable()
                .createOrOpen();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void flush() {
        db.commit();
    }

    @Override
    public void sync() {
        db.commit();
    }

    @Override
    public Session session(Level level) {
        return new MapSession(entries, map) {
            @Override
            void promise() {
                if (level != Level.NONE) {
                    db.commit();
                }
            }

            @Override
            public int walk(long number, int most, Walk how) {
                Iterator<Map.Entry<byte[], byte[]>> all = how == Walk.BACKWARD
                        ? map.descendingEntryIterator(null, false, key(number), true)
                        : map.entryIterator(key(number), true, null, false);
                int seen = 0;
                begin();
                while (seen < most && all.hasNext()) {
                    Map.Entry<byte[], byte[]> entry = all.next();
                    byte[] key = entry.getKey();
                    byte[] value = entry.getValue();
                    if (!belong(how, key, key.length, value, value.length)) {
                        return -1;
                    }
                    seen++;
                }
                return seen;
            }
        };
    }

    @Override
    public void close() {
        db.close();
    }
}

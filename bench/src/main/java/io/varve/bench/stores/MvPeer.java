package io.varve.bench.stores;

import java.nio.file.Path;
import java.util.Iterator;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/// H2's MVStore. A synced put is `commit` and `sync`, one that the operating system has is `commit`,
/// each with the thread off that commits by itself; without a promise that thread commits, every second
/// or when its buffer is full.
///
/// Tuned: a cache that holds all pages, and a larger buffer.
final class MvPeer implements Peer {
    private static final int MEBIBYTE = 1 << 20;
    private static final int KIBIBYTE = 1 << 10;
    private static final int LARGEST_CACHE = 2048;
    private static final int LARGE_BUFFER = 16 * KIBIBYTE;

    private final String name;
    private final Entries entries;
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;

    MvPeer(String name, Path directory, Setup setup, boolean isTuned) {
        this.name = name;
        entries = setup.entries();
        MVStore.Builder builder =
                new MVStore.Builder().fileName(directory.resolve("store.mv").toString());
        if (setup.level() != Level.NONE) {
            builder.autoCommitDisabled();
        }
        if (isTuned) {
            builder.cacheSize(Math.clamp(setup.cacheBytes(2 * setup.dataBytes()) / MEBIBYTE, 16, LARGEST_CACHE))
                    .autoCommitBufferSize(LARGE_BUFFER);
        }
        store = builder.open();
        map = store.openMap(
                "entries",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void flush() {
        store.commit();
    }

    @Override
    public void sync() {
        store.commit();
        store.sync();
    }

    @Override
    public Session session(Level level) {
        return new MapSession(entries, map) {
            @Override
            void promise() {
                if (level != Level.NONE) {
                    store.commit();
                }
                if (level == Level.SYNC) {
                    store.sync();
                }
            }

            @Override
            public int walk(long number, int most, Walk how) {
                Cursor<byte[], byte[]> cursor = map.cursor(key(number), null, how == Walk.BACKWARD);
                Iterator<byte[]> keys = cursor;
                int seen = 0;
                begin();
                while (seen < most && keys.hasNext()) {
                    byte[] key = keys.next();
                    byte[] value = cursor.getValue();
                    if (!belong(how, key, key.length, value, value.length)) {
                        return -1;
                    }
                    seen++;
                }
                return seen;
            }
        };
    }

    /// At once: what was not committed was not promised.
    @Override
    public void close() {
        store.closeImmediately();
    }
}

package io.varve.bench.quick;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;

/// LMDB through lmdbjava. A transaction per put; one read transaction per thread, renewed for each get.
/// Where a put need not be synced, NOSYNC without WRITEMAP: written pages are with the operating system
/// when the put returns, as in the other stores. Very many entries that are only read are written in the order of keys,
/// which makes full pages: in another order each commit copies most of the tree.
final class LmdbPeer implements Peer {
    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> dbi;

    LmdbPeer(Path directory, long mapBytes, EnvFlags... flags) {
        env = Env.create().setMapSize(mapBytes).setMaxReaders(128).open(directory.toFile(), flags);
        dbi = env.openDbi((String) null, DbiFlags.MDB_CREATE);
    }

    @Override
    public String name() {
        return "lmdb";
    }

    @Override
    public boolean isSlowInAnyOrder() {
        return true;
    }

    @Override
    public Session session(boolean isSynced) {
        return new LmdbSession(env, dbi);
    }

    @Override
    public void close() {
        env.close();
    }
}

package io.varve.bench.stores;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;

/// LMDB through lmdbjava. A transaction per put; one read transaction per thread, renewed for each get.
/// Where a put need not be synced, NOSYNC without WRITEMAP: written pages are with the operating system
/// when the put returns, as in the other stores. Very many entries that are only read are written in the order of keys,
/// which makes full pages: in another order each commit copies most of the tree. Keys that are integers of this machine
/// are compared as such (INTEGERKEY).
///
/// Tuned: WRITEMAP, which leaves a copy out, and pages that are not cleared first. A set that is filled once and then
/// read is filled so in any case.
final class LmdbPeer implements Peer {
    private static final int READERS = 512;

    /// Trees of small entries that came in any order take several times their bytes.
    private static final long MAP_FACTOR = 16;

    private static final long LEAST_MAP = 1L << 30;

    private final String name;
    private final Entries entries;
    private final boolean isNumeric;
    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> dbi;

    LmdbPeer(String name, Path directory, Setup setup, boolean isTuned) {
        this.name = name;
        entries = setup.entries();
        List<EnvFlags> flags = new ArrayList<>();
        // A session has two read transactions, one for gets and one for its cursor.
        flags.add(EnvFlags.MDB_NOTLS);
        if (setup.level() != Level.SYNC) {
            flags.add(EnvFlags.MDB_NOSYNC);
        }
        if (isTuned || setup.isLoaded()) {
            flags.add(EnvFlags.MDB_WRITEMAP);
        }
        if (isTuned) {
            flags.add(EnvFlags.MDB_NOMEMINIT);
        }
        env = Env.create()
                .setMapSize(Math.max(LEAST_MAP, MAP_FACTOR * setup.dataBytes()))
                .setMaxReaders(READERS)
                .open(directory.toFile(), flags.toArray(EnvFlags[]::new));
        isNumeric = entries.keys().kind() == Keys.Kind.INT_LITTLE;
        dbi = isNumeric
                ? env.openDbi((String) null, DbiFlags.MDB_CREATE, DbiFlags.MDB_INTEGERKEY)
                : env.openDbi((String) null, DbiFlags.MDB_CREATE);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isSlowInAnyOrder() {
        return true;
    }

    @Override
    public boolean isNumeric() {
        return isNumeric;
    }

    @Override
    public void sync() {
        env.sync(true);
    }

    @Override
    public boolean isData(Path file) {
        return file.endsWith("data.mdb");
    }

    /// With WRITEMAP the file is as long as the map, and mostly hole.
    @Override
    public long bytesOnDisk(Path directory) {
        return (env.info().lastPageNumber + 1) * env.stat().pageSize;
    }

    @Override
    public Session session(Level level) {
        return new LmdbSession(env, dbi, entries);
    }

    @Override
    public void close() {
        env.close();
    }
}

package io.varve.bench.overwrite;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;

/// LMDB through lmdbjava, a transaction per put, NOSYNC without WRITEMAP: written pages are with the operating system
/// when the put returns, as in the other stores.
final class LmdbTarget implements Target {
    private final Buffers buffers = new Buffers();
    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> dbi;

    LmdbTarget(Path directory, long mapBytes) {
        env = Env.create().setMapSize(mapBytes).open(directory.toFile(), EnvFlags.MDB_NOSYNC);
        dbi = env.openDbi((String) null, DbiFlags.MDB_CREATE);
    }

    @Override
    public void put(long number, long version) {
        buffers.set(number, version);
        dbi.put(buffers.key, buffers.value);
    }

    @Override
    public boolean isSettled() {
        return true;
    }

    @Override
    public boolean isData(Path file) {
        return file.endsWith("data.mdb");
    }

    @Override
    public void close() {
        env.close();
    }
}

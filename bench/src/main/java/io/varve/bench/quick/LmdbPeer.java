package io.varve.bench.quick;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;

/// LMDB through lmdbjava. A transaction per put; one read transaction per thread, renewed for each get.
/// Where a put need not be synced, NOSYNC without WRITEMAP: written pages are with the operating system
/// when the put returns, as in the other stores. What is only read is filled through the mapping, where pages change
/// in their place: each commit would write most of the tree anew.
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
    public Session session(boolean isSynced) {
        ByteBuffer key = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
        ByteBuffer read = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
        return new Session() {
            private @Nullable Txn<ByteBuffer> reading;

            @Override
            public void put(long number) {
                Entries.key(key, number);
                Entries.value(value, number);
                dbi.put(key, value);
            }

            @Override
            public void putBatch(long first, int count) {
                try (Txn<ByteBuffer> writing = env.txnWrite()) {
                    for (long number = first; number < first + count; number++) {
                        Entries.key(key, number);
                        Entries.value(value, number);
                        dbi.put(writing, key, value);
                    }
                    writing.commit();
                }
            }

            @Override
            public boolean get(long number) {
                Entries.key(key, number);
                Txn<ByteBuffer> txn = begun();
                ByteBuffer found = dbi.get(txn, key);
                boolean isRight = found != null && found.remaining() == Entries.VALUE_BYTES;
                if (found != null && isRight) {
                    read.clear().put(found);
                }
                txn.reset();
                return isRight && Entries.isValue(read, number);
            }

            @Override
            public boolean isAbsent(long number) {
                Entries.key(key, number);
                Txn<ByteBuffer> txn = begun();
                ByteBuffer found = dbi.get(txn, key);
                txn.reset();
                return found == null;
            }

            private Txn<ByteBuffer> begun() {
                Txn<ByteBuffer> txn = reading;
                if (txn == null) {
                    txn = env.txnRead();
                    reading = txn;
                } else {
                    txn.renew();
                }
                return txn;
            }

            @Override
            public void close() {
                Txn<ByteBuffer> txn = reading;
                if (txn != null) {
                    txn.close();
                }
            }
        };
    }

    @Override
    public void close() {
        env.close();
    }
}

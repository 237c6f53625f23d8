package io.varve.bench.quick;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// RocksDB through its Java binding, direct buffers on both sides. Default options but for one: a memtable
/// that holds the whole data set, so that memtable is compared with memtable.
final class RocksPeer implements Peer {
    private final Options options;
    private final RocksDB db;

    RocksPeer(Path directory, long memtableBytes) {
        RocksDB.loadLibrary();
        options = new Options().setCreateIfMissing(true).setWriteBufferSize(memtableBytes);
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException failure) {
            throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
        }
    }

    @Override
    public String name() {
        return "rocksdb";
    }

    @Override
    public Session session(boolean isSynced) {
        ByteBuffer key = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
        WriteOptions writing = new WriteOptions().setSync(isSynced);
        ReadOptions reading = new ReadOptions();
        WriteBatch batch = new WriteBatch();
        return new Session() {
            @Override
            public void put(long number) {
                Entries.key(key, number);
                Entries.value(value, number);
                try {
                    db.put(writing, key, value);
                } catch (RocksDBException failure) {
                    throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
                }
            }

            @Override
            public void putBatch(long first, int count) {
                batch.clear();
                try {
                    for (long number = first; number < first + count; number++) {
                        Entries.key(key, number);
                        Entries.value(value, number);
                        batch.put(key, value);
                    }
                    db.write(writing, batch);
                } catch (RocksDBException failure) {
                    throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
                }
            }

            @Override
            public boolean get(long number) {
                Entries.key(key, number);
                value.clear();
                try {
                    return db.get(reading, key, value) == Entries.VALUE_BYTES && Entries.isValue(value, number);
                } catch (RocksDBException failure) {
                    throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
                }
            }

            @Override
            public void close() {
                batch.close();
                writing.close();
                reading.close();
            }
        };
    }

    @Override
    public void close() {
        db.close();
        options.close();
    }
}

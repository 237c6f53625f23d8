package io.varve.bench.quick;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ByteBufferGetStatus;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/// One thread's way into RocksDB.
final class RocksSession implements Session {
    private final RocksDB db;
    private final ByteBuffer key = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
    private final ByteBuffer value = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
    private final WriteOptions writing;
    private final ReadOptions reading = new ReadOptions();
    private final WriteBatch batch = new WriteBatch();
    private final ByteBuffer keyRead = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
    private final List<ByteBuffer> manyKeys = new ArrayList<>();
    private final List<ByteBuffer> manyValues = new ArrayList<>();
    private @Nullable RocksIterator iterator;

    RocksSession(RocksDB db, boolean isSynced) {
        this.db = db;
        this.writing = new WriteOptions().setSync(isSynced);
    }

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
    public boolean isAbsent(long number) {
        Entries.key(key, number);
        value.clear();
        try {
            return db.get(reading, key, value) == RocksDB.NOT_FOUND;
        } catch (RocksDBException failure) {
            throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
        }
    }

    @Override
    public boolean getAll(long[] numbers) {
        for (int i = manyKeys.size(); i < numbers.length; i++) {
            manyKeys.add(ByteBuffer.allocateDirect(Entries.KEY_BYTES));
            manyValues.add(ByteBuffer.allocateDirect(Entries.VALUE_BYTES));
        }
        for (int i = 0; i < numbers.length; i++) {
            Entries.key(manyKeys.get(i), numbers[i]);
            manyValues.get(i).clear();
        }
        try {
            List<ByteBufferGetStatus> all = db.multiGetByteBuffers(reading, manyKeys, manyValues);
            boolean isRight = true;
            for (int i = 0; i < numbers.length; i++) {
                isRight &= all.get(i).requiredSize == Entries.VALUE_BYTES
                        && Entries.isValue(manyValues.get(i), numbers[i]);
            }
            return isRight;
        } catch (RocksDBException failure) {
            throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
        }
    }

    @Override
    public int walk(long number, int most, Walk how) {
        RocksIterator walker = walker();
        Entries.key(key, number);
        int seen = 0;
        for (walker.seek(key); walker.isValid() && seen < most; seen++) {
            // Its iterators have no views for direct buffers.
            keyRead.clear();
            value.clear();
            if (walker.key(keyRead) != Entries.KEY_BYTES
                    || walker.value(value) != Entries.VALUE_BYTES
                    || !Entries.belong(keyRead, value)) {
                return -1;
            }
            if (how == Walk.BACKWARD) {
                walker.prev();
            } else {
                walker.next();
            }
        }
        return seen;
    }

    /// Over what was there when it was first asked for.
    private RocksIterator walker() {
        RocksIterator open = iterator;
        if (open == null) {
            open = db.newIterator(reading);
            iterator = open;
        }
        return open;
    }

    @Override
    public void close() {
        RocksIterator open = iterator;
        if (open != null) {
            open.close();
        }
        batch.close();
        writing.close();
        reading.close();
    }
}

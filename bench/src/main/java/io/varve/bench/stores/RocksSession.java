package io.varve.bench.stores;

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
    private final Entries entries;
    private final int valueBytes;
    private final ByteBuffer key;
    private final ByteBuffer value;
    private final WriteOptions writing;
    private final ReadOptions reading = new ReadOptions();
    private final WriteBatch batch = new WriteBatch();
    private final ByteBuffer keyRead;
    private final Digest digest = new Digest();
    private final List<ByteBuffer> manyKeys = new ArrayList<>();
    private final List<ByteBuffer> manyValues = new ArrayList<>();
    private long turn;
    private @Nullable RocksIterator iterator;

    RocksSession(RocksDB db, Entries entries, Level level) {
        this.db = db;
        this.entries = entries;
        this.valueBytes = entries.valueBytes();
        this.key = entries.keyBuffer();
        this.keyRead = entries.keyBuffer();
        this.value = entries.valueBuffer();
        this.writing = new WriteOptions().setSync(level == Level.SYNC).setDisableWAL(level == Level.NONE);
    }

    @Override
    public void put(long number) {
        entries.key(key, number);
        entries.value(value, number, turn++);
        try {
            db.put(writing, key, value);
        } catch (RocksDBException failure) {
            throw RocksPeer.failed(failure);
        }
    }

    @Override
    public void putBatch(long first, int count) {
        batch.clear();
        try {
            for (long number = first; number < first + count; number++) {
                entries.key(key, number);
                entries.value(value, number, turn++);
                batch.put(key, value);
            }
            db.write(writing, batch);
        } catch (RocksDBException failure) {
            throw RocksPeer.failed(failure);
        }
    }

    @Override
    public void delete(long number) {
        entries.key(key, number);
        try {
            db.delete(writing, key);
        } catch (RocksDBException failure) {
            throw RocksPeer.failed(failure);
        }
    }

    @Override
    public boolean get(long number) {
        entries.key(key, number);
        value.clear();
        try {
            return db.get(reading, key, value) == valueBytes && entries.isValue(value, number);
        } catch (RocksDBException failure) {
            throw RocksPeer.failed(failure);
        }
    }

    @Override
    public boolean isAbsent(long number) {
        entries.key(key, number);
        value.clear();
        try {
            return db.get(reading, key, value) == RocksDB.NOT_FOUND;
        } catch (RocksDBException failure) {
            throw RocksPeer.failed(failure);
        }
    }

    @Override
    public boolean getAll(long[] numbers) {
        for (int i = manyKeys.size(); i < numbers.length; i++) {
            manyKeys.add(entries.keyBuffer());
            manyValues.add(entries.valueBuffer());
        }
        for (int i = 0; i < numbers.length; i++) {
            entries.key(manyKeys.get(i), numbers[i]);
            manyValues.get(i).clear();
        }
        try {
            List<ByteBufferGetStatus> all = db.multiGetByteBuffers(reading, manyKeys, manyValues);
            boolean isRight = true;
            for (int i = 0; i < numbers.length; i++) {
                isRight &= all.get(i).requiredSize == valueBytes && entries.isValue(manyValues.get(i), numbers[i]);
            }
            return isRight;
        } catch (RocksDBException failure) {
            throw RocksPeer.failed(failure);
        }
    }

    @Override
    public int walk(long number, int most, Walk how) {
        RocksIterator walker = walker();
        entries.key(key, number);
        int seen = 0;
        digest.begin();
        for (walker.seek(key); walker.isValid() && seen < most; seen++) {
            // Its iterators have no views for direct buffers.
            keyRead.clear();
            value.clear();
            if (walker.key(keyRead) != entries.keyBytes()
                    || walker.value(value) != valueBytes
                    || !entries.belong(keyRead, value)) {
                return -1;
            }
            digest.take(how, keyRead, value);
            if (how == Walk.BACKWARD) {
                walker.prev();
            } else {
                walker.next();
            }
        }
        return seen;
    }

    @Override
    public long digest() {
        return digest.value();
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
    public void renew() {
        RocksIterator open = iterator;
        if (open != null) {
            try {
                open.refresh();
            } catch (RocksDBException failure) {
                throw RocksPeer.failed(failure);
            }
        }
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

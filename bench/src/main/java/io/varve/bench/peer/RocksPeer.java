package io.varve.bench.peer;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rocksdb.WriteOptions;

/// RocksDB through its Java binding, direct buffers on both sides. Default options but for two: a memtable
/// that holds the whole data set, so that memtable is compared with memtable, and its counters when asked for.
final class RocksPeer implements Peer {
    private final @Nullable Statistics statistics;
    private final Options options;
    private final RocksDB db;

    RocksPeer(Path directory, long memtableBytes, boolean isCounting) {
        RocksDB.loadLibrary();
        options = new Options().setCreateIfMissing(true).setWriteBufferSize(memtableBytes);
        statistics = isCounting ? new Statistics() : null;
        if (statistics != null) {
            options.setStatistics(statistics);
        }
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException failure) {
            throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
        }
    }

    @Override
    public Inlet inlet(boolean isSynced) {
        ByteBuffer key = ByteBuffer.allocateDirect(Entries.KEY_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(Entries.VALUE_BYTES);
        WriteOptions writing = new WriteOptions().setSync(isSynced);
        return new Inlet() {
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
            public void close() {
                writing.close();
            }
        };
    }

    /// A write that its own thread did is one that led a group.
    @Override
    public Counted counted() {
        return statistics == null
                ? Counted.NOTHING
                : new Counted(
                        statistics.getTickerCount(TickerType.WRITE_DONE_BY_SELF),
                        statistics.getTickerCount(TickerType.WAL_FILE_SYNCED));
    }

    @Override
    public void close() {
        db.close();
        options.close();
        if (statistics != null) {
            statistics.close();
        }
    }
}

package io.varve.bench.quick;

import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/// RocksDB through its Java binding, direct buffers on both sides. Default options but for one: a memtable
/// that holds the whole data set, so that memtable is compared with memtable. Or, for its best durable put: log
/// files that are used again, and pipelined writes; then a small memtable, so that there are logs to use again.
///
/// Its tables, when it is asked to make some: uncompressed, as ours; a Bloom filter of 10 bits per key; a cache that
/// holds all of their blocks; nothing compacted unless it is asked for.
final class RocksPeer implements Peer {
    private static final long RECYCLED_MEMTABLE = 4L << 20;
    private static final int ENTRIES_OF_SOME_LOGS = 150_000;

    private static final long CACHE = 2L << 30;
    private static final int BLOOM_BITS = 10;
    private static final long USUAL_MEMTABLE = 64L << 20;
    private static final int MANY_FILES = 1000;

    private final boolean isRecycling;
    private final CompressionType compression;
    private final LRUCache cache;
    private final BloomFilter filter;
    private final Options options;
    private final RocksDB db;

    RocksPeer(Path directory, long memtableBytes, boolean isRecycling) {
        this(directory, memtableBytes, isRecycling, CompressionType.NO_COMPRESSION);
    }

    /// One whose tables are packed.
    RocksPeer(Path directory, long memtableBytes, CompressionType compression) {
        this(directory, memtableBytes, false, compression);
    }

    private RocksPeer(Path directory, long memtableBytes, boolean isRecycling, CompressionType compression) {
        RocksDB.loadLibrary();
        this.isRecycling = isRecycling;
        this.compression = compression;
        cache = new LRUCache(CACHE);
        filter = new BloomFilter(BLOOM_BITS);
        options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(isRecycling ? RECYCLED_MEMTABLE : memtableBytes)
                .setCompressionType(compression)
                .setTableFormatConfig(
                        new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
        if (memtableBytes > USUAL_MEMTABLE) {
            options.setLevel0FileNumCompactionTrigger(MANY_FILES);
        }
        if (isRecycling) {
            options.setRecycleLogFileNum(4).setEnablePipelinedWrite(true);
        }
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException failure) {
            throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
        }
    }

    @Override
    public String name() {
        return switch (compression) {
            case LZ4_COMPRESSION -> "rocksdb-lz4";
            case ZSTD_COMPRESSION -> "rocksdb-zstd";
            default -> isRecycling ? "rocksdb-recycled" : "rocksdb";
        };
    }

    @Override
    public void prepare() {
        if (isRecycling) {
            try (Session filling = session(false)) {
                for (int i = 1; i <= ENTRIES_OF_SOME_LOGS; i++) {
                    filling.put(-i);
                }
            }
        }
    }

    @Override
    public void flush() {
        try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
            db.flush(waiting);
        } catch (RocksDBException failure) {
            throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void compact() {
        try {
            db.compactRange();
        } catch (RocksDBException failure) {
            throw new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
        }
    }

    @Override
    public Session session(boolean isSynced) {
        return new RocksSession(db, isSynced);
    }

    @Override
    public void close() {
        db.close();
        options.close();
        filter.close();
        cache.close();
    }
}

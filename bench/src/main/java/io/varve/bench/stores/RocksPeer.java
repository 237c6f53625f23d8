package io.varve.bench.stores;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/// RocksDB through its Java binding, direct buffers on both sides. Default options, but for a memtable that was asked
/// for, and for compression, which is off as it is in the other stores.
///
/// Tuned, as its tuning guide says: a Bloom filter of 10 bits per key, a cache that holds all blocks, as many jobs in
/// the background as there are processors; where writes are synced, log files that are used again, of which small
/// memtables make some, and pipelined writes.
final class RocksPeer implements Peer {
    private static final long RECYCLED_MEMTABLE = 4L << 20;
    private static final int LOGS_KEPT = 4;
    private static final long BYTES_OF_SOME_LOGS = 20L << 20;

    private static final long CACHE = 2L << 30;
    private static final int BLOOM_BITS = 10;
    private static final int MANY_FILES = 1000;

    private final String name;
    private final Entries entries;
    private final boolean isRecycling;
    private final @Nullable Statistics statistics;
    private final @Nullable LRUCache cache;
    private final @Nullable BloomFilter filter;
    private final Options options;
    private final RocksDB db;

    /// What is not as it is by default.
    ///
    /// @param isTuned as above
    record Kind(boolean isTuned, CompressionType compression, CompactionStyle style) {
        static final Kind USUAL = new Kind(false, CompressionType.NO_COMPRESSION, CompactionStyle.LEVEL);
        static final Kind TUNED = new Kind(true, CompressionType.NO_COMPRESSION, CompactionStyle.LEVEL);
        static final Kind UNIVERSAL = new Kind(false, CompressionType.NO_COMPRESSION, CompactionStyle.UNIVERSAL);
        static final Kind LZ4 = new Kind(true, CompressionType.LZ4_COMPRESSION, CompactionStyle.LEVEL);
        static final Kind ZSTD = new Kind(true, CompressionType.ZSTD_COMPRESSION, CompactionStyle.LEVEL);
    }

    RocksPeer(String name, Path directory, Setup setup, Kind kind) {
        RocksDB.loadLibrary();
        this.name = name;
        entries = setup.entries();
        isRecycling = kind.isTuned() && setup.level() == Level.SYNC;
        options = new Options()
                .setCreateIfMissing(true)
                .setCompactionStyle(kind.style())
                .setCompressionType(kind.compression());
        long memtable = isRecycling ? RECYCLED_MEMTABLE : setup.memtableBytes();
        if (memtable > 0) {
            options.setWriteBufferSize(memtable);
        }
        if (!setup.mergesItself() && !isRecycling) {
            options.setLevel0FileNumCompactionTrigger(MANY_FILES)
                    .setLevel0SlowdownWritesTrigger(MANY_FILES)
                    .setLevel0StopWritesTrigger(MANY_FILES);
        }
        if (isRecycling) {
            options.setRecycleLogFileNum(LOGS_KEPT).setEnablePipelinedWrite(true);
        }
        cache = kind.isTuned() ? new LRUCache(setup.cacheBytes(CACHE)) : null;
        filter = kind.isTuned() ? new BloomFilter(BLOOM_BITS) : null;
        if (cache != null && filter != null) {
            options.setMaxBackgroundJobs(Runtime.getRuntime().availableProcessors())
                    .setTableFormatConfig(
                            new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
        }
        statistics = setup.isCounting() ? new Statistics() : null;
        if (statistics != null) {
            options.setStatistics(statistics);
        }
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException failure) {
            throw failed(failure);
        }
    }

    static IllegalStateException failed(RocksDBException failure) {
        return new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
    }

    @Override
    public String name() {
        return name;
    }

    /// Writes some logs, which are then used again.
    @Override
    public void prepare() {
        if (isRecycling) {
            try (Session filling = session(Level.PROCESS)) {
                for (long i = 1; i * entries.bytes() < BYTES_OF_SOME_LOGS; i++) {
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
            throw failed(failure);
        }
    }

    @Override
    public void compact() {
        try {
            db.compactRange();
        } catch (RocksDBException failure) {
            throw failed(failure);
        }
    }

    @Override
    public void sync() {
        try {
            db.syncWal();
        } catch (RocksDBException failure) {
            throw failed(failure);
        }
    }

    @Override
    public boolean isSettled() {
        return is("rocksdb.num-running-compactions", 0)
                && is("rocksdb.num-running-flushes", 0)
                && is("rocksdb.compaction-pending", 0)
                && is("rocksdb.mem-table-flush-pending", 0);
    }

    private boolean is(String property, long wanted) {
        try {
            return db.getLongProperty(property) == wanted;
        } catch (RocksDBException failure) {
            throw failed(failure);
        }
    }

    @Override
    public boolean isData(Path file) {
        return file.toString().endsWith(".sst");
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
    public Session session(Level level) {
        return new RocksSession(db, entries, level);
    }

    @Override
    public void close() {
        db.close();
        options.close();
        if (statistics != null) {
            statistics.close();
        }
        if (filter != null) {
            filter.close();
        }
        if (cache != null) {
            cache.close();
        }
    }
}

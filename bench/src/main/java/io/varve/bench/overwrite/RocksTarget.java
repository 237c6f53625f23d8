package io.varve.bench.overwrite;

import java.nio.file.Path;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/// RocksDB through its Java binding, direct buffers on both sides: default options but for the memtable, the style of
/// compaction, and compression, which is off as it is in the other stores.
final class RocksTarget implements Target {
    private final Buffers buffers = new Buffers();
    private final WriteOptions writing;
    private final Options options;
    private final RocksDB db;

    RocksTarget(Path directory, long memtableBytes, CompactionStyle style) {
        RocksDB.loadLibrary();
        writing = new WriteOptions();
        options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(memtableBytes)
                .setCompactionStyle(style)
                .setCompressionType(CompressionType.NO_COMPRESSION);
        try {
            db = RocksDB.open(options, directory.toString());
        } catch (RocksDBException failure) {
            throw failed(failure);
        }
    }

    @Override
    public void put(long number, long version) {
        buffers.set(number, version);
        try {
            db.put(writing, buffers.key, buffers.value);
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

    @Override
    public boolean isData(Path file) {
        return file.toString().endsWith(".sst");
    }

    @Override
    public void close() {
        db.close();
        options.close();
        writing.close();
    }

    private boolean is(String property, long wanted) {
        try {
            return db.getLongProperty(property) == wanted;
        } catch (RocksDBException failure) {
            throw failed(failure);
        }
    }

    private static IllegalStateException failed(RocksDBException failure) {
        return new IllegalStateException("RocksDB: " + failure.getMessage(), failure);
    }
}

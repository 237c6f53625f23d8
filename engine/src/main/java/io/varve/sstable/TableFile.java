package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.HexFormat;

/// The file of a table that is read: from the page cache, and again past it when that was not right.
///
/// **Owner:** any thread.
final class TableFile implements AutoCloseable {
    private final Directory directory;
    private final String name;
    private final DiskFile file;
    private final Identity identity;
    private final Scratches scratches;
    private final Rooms rooms;
    private final TableCounters counters;
    private final Clock clock;

    /// @param file open to be read; belongs to this from now on
    TableFile(
            Directory directory,
            String name,
            DiskFile file,
            Identity identity,
            Scratches scratches,
            Rooms rooms,
            TableCounters counters,
            Clock clock) {
        this.directory = directory;
        this.name = name;
        this.file = file;
        this.identity = identity;
        this.scratches = scratches;
        this.rooms = rooms;
        this.counters = counters;
        this.clock = clock;
    }

    String path() {
        return file.path();
    }

    DiskFile file() {
        return file;
    }

    Identity identity() {
        return identity;
    }

    Scratches scratches() {
        return scratches;
    }

    Rooms rooms() {
        return rooms;
    }

    TableCounters counters() {
        return counters;
    }

    Clock clock() {
        return clock;
    }

    /// Bytes of the file now.
    long size() {
        FileStat stat = new FileStat();
        int result = file.stat(stat);
        if (result != 0) {
            throw new StoreIoException("stat", path(), result);
        }
        return stat.size();
    }

    /// Fills a range of private memory, be it right or wrong; through the page cache.
    void read(Region into, long offset, long length, long position) {
        int result = Transfer.readAll(file, into, offset, length, position);
        if (result != 0) {
            throw new StoreIoException("pread", path(), result);
        }
    }

    /// Fills the begin of private memory likewise; false when the machine refuses, or the file ends before.
    boolean isRead(Region into, int length, long position) {
        return Transfer.readAll(file, into, 0, length, position) == 0;
    }

    /// Reads a section; once more, past the page cache, when its checksum is not right (rows 56, 57).
    void readSection(Footer.Section section, Region into) {
        int length = (int) section.length();
        int result = Transfer.readAll(file, into, 0, length, section.offset());
        Scratches.Scratch scratch = scratches.take();
        try {
            if (result == 0 && section.checksum() == checksum(scratch, section, into, length)) {
                return;
            }
            for (int done = 0; done < length; ) {
                int part = Math.min(length - done, chunk());
                long at = readAgain(scratch.region(), section.offset() + done, part);
                into.copyFrom(done, scratch.region(), at, part);
                done += part;
            }
            int found = checksum(scratch, section, into, length);
            if (found != section.checksum()) {
                throw damaged(kindOf(section.kind()), section.offset(), section.checksum(), found);
            }
            counters.onTransientDamage();
        } finally {
            scratches.give(scratch);
        }
    }

    /// The checksum of a block as the device has it.
    int checksumAgain(Scratches.Scratch scratch, long position, int length) {
        identity.begin(scratch.crc(), Identity.BLOCK, position);
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, chunk());
            long at = readAgain(scratch.region(), position + done, part);
            scratch.crc().update(scratch.region(), at, part);
            done += part;
        }
        return scratch.crc().value();
    }

    CorruptionException damaged(String what, long offset, int expected, int found) {
        return damaged(path(), what, offset, expected, found);
    }

    static CorruptionException damaged(String path, String what, long offset, int expected, int found) {
        HexFormat hex = HexFormat.of();
        return new CorruptionException(
                path, offset, what + " with checksum " + hex.toHexDigits(expected), hex.toHexDigits(found));
    }

    @Override
    public void close() {
        file.close();
    }

    private int checksum(Scratches.Scratch scratch, Footer.Section section, Region region, int length) {
        return identity.checksum(scratch.crc(), section.kind(), section.offset(), region, 0, length);
    }

    /// What is read at once past the page cache, with room for its alignment at both ends.
    private static int chunk() {
        return Scratches.SIZE / 2;
    }

    /// Reads past the page cache; where that is not offered, or the file has lost its name, after asking the
    /// cache to forget it.
    ///
    /// @return where the bytes begin in the region
    private long readAgain(Region into, long position, int length) {
        try (DiskFile direct = directory.open(name, OpenFlags.READ | OpenFlags.DIRECT)) {
            if (direct.errno() == 0 && direct.capabilities().hasDirect()) {
                int alignment = direct.capabilities().directOffsetAlignment();
                long begin = position / alignment * alignment;
                int asked = (int) ((position + length - begin + alignment - 1) / alignment * alignment);
                int read = Transfer.read(direct, into, 0, asked, begin, alignment);
                requireRead(read < 0 ? read : Math.max(0, read - (int) (position - begin)), length);
                return position - begin;
            }
        }
        file.advise(position, length, CacheAdvice.DONT_NEED);
        requireRead(Transfer.read(file, into, 0, length, position, 1), length);
        return 0;
    }

    private void requireRead(int read, int length) {
        if (read < length) {
            throw new StoreIoException("pread", path(), read < 0 ? read : Errno.EIO);
        }
    }

    static String kindOf(int kind) {
        return switch (kind) {
            case Identity.INDEX -> "an index";
            case Identity.FILTER -> "a filter";
            case Identity.PROPERTIES -> "properties";
            default -> "a part";
        };
    }
}

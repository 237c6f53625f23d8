package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens a directory with a toy log, whatever a crash left in it.
///
/// Reads the newest log directly from the device up to the first record that is missing or bad, and
/// writes what it found to a new file: only what it wrote *and synced* itself is proven, because the page
/// cache may show what a failed sync lost, and the next sync of the old file would not say so.
///
/// **Promises:** what [#records()] returns after [#open()] returned 0 survives every later crash.
final class ToyRecovery {
    private static final String PREFIX = "log-";
    private static final String NEW = "new";

    private final ToyFormat format = new ToyFormat();
    private final List<ToyRecord> records = new ArrayList<>();
    private final Disk disk;
    private final Region buffer;
    private final ToyBug bug;
    private @Nullable DiskFile file;
    private long number;

    /// @param buffer as large as a log, aligned for direct reads
    ToyRecovery(Disk disk, Region buffer, ToyBug bug) {
        this.disk = disk;
        this.buffer = buffer;
        this.bug = bug;
    }

    /// Returns 0, or the `-errno` of the first call that failed; then nothing may be appended.
    int open() {
        try (Directory directory = disk.openDirectory("/toy")) {
            if (directory.errno() != 0) {
                return -directory.errno();
            }
            List<String> names = new ArrayList<>();
            int listed = directory.list(names);
            if (listed < 0) {
                return listed;
            }
            for (String name : names) {
                number = name.equals(NEW) ? number : Math.max(number, Long.parseLong(name.substring(PREFIX.length())));
            }
            int read = number == 0 ? 0 : read(directory, PREFIX + number);
            if (read < 0 || file != null) {
                return read;
            }
            return begin(directory, names);
        }
    }

    List<ToyRecord> records() {
        return records;
    }

    /// The log to go on with, synced up to the last of [#records()].
    DiskFile file() {
        DiskFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("the log was not opened");
        }
        return opened;
    }

    /// Number of that log.
    long number() {
        return number;
    }

    private int read(Directory directory, String name) {
        boolean isTrusting = bug == ToyBug.TRUSTS_THE_PAGE_CACHE;
        int how = isTrusting ? OpenFlags.READ | OpenFlags.WRITE : OpenFlags.READ | OpenFlags.DIRECT;
        DiskFile old = directory.open(name, how);
        if (old.errno() != 0) {
            return -old.errno();
        }
        int result = readAll(old);
        if (result < 0 || !isTrusting) {
            old.close();
            return result;
        }
        file = old;
        return old.dataSync();
    }

    private int readAll(DiskFile old) {
        buffer.fill(0, ToyFormat.LOG_SIZE, (byte) 0);
        int done = 0;
        while (done < ToyFormat.LOG_SIZE) {
            int count = old.pread(buffer, done, ToyFormat.LOG_SIZE - done, done);
            if (count < 0) {
                return count;
            }
            if (count == 0) {
                break;
            }
            if (count % ToyFormat.RECORD_SIZE != 0) {
                return -Errno.EIO;
            }
            done += count;
        }
        decodeAll();
        return 0;
    }

    private void decodeAll() {
        records.clear();
        for (int offset = 0; offset < ToyFormat.LOG_SIZE; offset += ToyFormat.RECORD_SIZE) {
            ToyRecord record = format.decode(buffer, offset, number);
            boolean isNext = record != null && record.sequence() == records.size() + 1;
            if (record != null && (isNext || bug == ToyBug.READS_BEHIND_A_BAD_RECORD)) {
                records.add(record);
            } else if (bug != ToyBug.READS_BEHIND_A_BAD_RECORD) {
                return;
            }
        }
    }

    private int begin(Directory directory, List<String> names) {
        number++;
        if (names.contains(NEW)) {
            int removed = directory.unlink(NEW);
            if (removed < 0) {
                return removed;
            }
        }
        DiskFile made = directory.open(NEW, OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE);
        if (made.errno() != 0) {
            return -made.errno();
        }
        int result = fill(made);
        result = result < 0 ? result : directory.rename(NEW, directory, PREFIX + number);
        if (bug != ToyBug.NO_DIRECTORY_SYNC) {
            result = result < 0 ? result : directory.sync();
        }
        if (result < 0) {
            made.close();
            return result;
        }
        for (String name : names) {
            if (!name.equals(NEW)) {
                directory.unlink(name); // an old log that stays does no harm: the newest one counts
            }
        }
        file = made;
        return 0;
    }

    private int fill(DiskFile made) {
        int zeroed = made.writeZeros(0, ToyFormat.LOG_SIZE);
        if (zeroed < 0) {
            return zeroed;
        }
        for (int i = 0; i < records.size(); i++) {
            format.encode(buffer, (long) i * ToyFormat.RECORD_SIZE, number, records.get(i));
        }
        int written = writeAll(made, buffer, records.size() * ToyFormat.RECORD_SIZE, 0);
        return written < 0 ? written : made.dataSync();
    }

    /// Writes until all is written.
    static int writeAll(DiskFile file, Region from, int length, long position) {
        int done = 0;
        while (done < length) {
            int count = file.pwrite(from, done, length - done, position + done);
            if (count <= 0) {
                return count < 0 ? count : -Errno.EIO;
            }
            done += count;
        }
        return 0;
    }
}

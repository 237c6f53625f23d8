package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.format.StoreId;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The directory of a log: which segments are there. What has no name of ours is never touched (P14).
///
/// **Owner:** whoever opens the log, before anybody writes it.
public final class LogDirectory {
    private final Directory directory;

    /// The log in a directory, which stays the caller's.
    public LogDirectory(Directory directory) {
        this.directory = directory;
    }

    /// The numbers of all segments, in order.
    public List<Long> segments() {
        TreeSet<Long> numbers = new TreeSet<>();
        for (String name : names()) {
            numbers.add(SegmentName.number(name));
        }
        numbers.remove(0L);
        return new ArrayList<>(numbers);
    }

    /// The highest number that a segment has or was to have; 0 when there is none. A new one is above (I-8).
    public long highestNumber() {
        long highest = 0;
        for (String name : names()) {
            highest = Math.max(highest, Math.max(SegmentName.number(name), SegmentName.numberOfNew(name)));
        }
        return highest;
    }

    /// Whether a segment has its name, now.
    boolean exists(long number) {
        try (DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ)) {
            return file.errno() != Errno.ENOENT;
        }
    }

    /// Removes segments that were never finished; nobody has ever read or written them as such.
    ///
    /// @param end above the numbers of those: what has that number or a higher one is being made by somebody
    ///     who was fenced, and would then give its name to ours (row 68)
    /// @param requireHeld throws when we were fenced. It is asked once the names are known: a file of whoever has
    ///     fenced us is not among those that were there before.
    public void removeUnfinished(long end, Runnable requireHeld) {
        List<String> names = names();
        requireHeld.run();
        for (String name : names) {
            long number = SegmentName.numberOfNew(name);
            if (number != 0 && number < end) {
                requireGone(directory.path() + "/" + name, directory.unlink(name));
            }
        }
    }

    /// Makes durable what was read of some segments, and that they are there (D-13).
    ///
    /// @throws StoreIoException when that fails; the log is not to be used then
    public void sync(List<Long> segments) {
        for (long number : segments) {
            try (DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ | OpenFlags.WRITE)) {
                require("open", file.path(), -file.errno());
                require("fdatasync", file.path(), file.dataSync());
            }
        }
        require("fsync", directory.path(), directory.sync());
    }

    /// Removes segments that are not part of the log. What a crash left behind the end in the last one stays: a
    /// cut says that nobody reads it. A crash in here leaves some of them, which the next recovery gives up
    /// like this one (P9).
    public void remove(List<Long> segments) {
        for (long number : segments) {
            unlink(number);
        }
        require("fsync", directory.path(), directory.sync());
    }

    /// Removes segments behind the end of the log while no cut says that they are none of it, the newest first, each
    /// durably: a crash must not leave one that is linked to another that is gone, which would be damage.
    public void giveUp(List<Long> segments) {
        List<Long> newestFirst = new ArrayList<>(segments);
        newestFirst.sort(Comparator.reverseOrder());
        for (long number : newestFirst) {
            unlink(number);
            require("fsync", directory.path(), directory.sync());
        }
    }

    /// Whose a segment is, by its header; null when that is damaged.
    ///
    /// @param header private memory for a header block
    public @Nullable StoreId storeOf(long number, Region header) {
        try (DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ)) {
            int size = SegmentFormat.HEADER_SIZE;
            boolean isRead = file.errno() == 0 && Transfer.read(file, header, 0, size, 0, 1) == size;
            return isRead
                    ? SegmentHeader.read(header, 0, new Crc32c(), file.path()).store()
                    : null;
        } catch (CorruptionException | FormatVersionException none) {
            return null;
        }
    }

    /// Bytes of the header of a segment.
    public static int headerSize() {
        return SegmentFormat.HEADER_SIZE;
    }

    String path(long number) {
        return directory.path() + "/" + SegmentName.of(number);
    }

    private void unlink(long number) {
        requireGone(path(number), directory.unlink(SegmentName.of(number)));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        require("readdir", directory.path(), directory.list(names));
        return names;
    }

    /// Whoever was fenced may have given it up as well, and be a moment ahead.
    private static void requireGone(String path, int result) {
        require("unlink", path, result == -Errno.ENOENT ? 0 : result);
    }

    private static void require(String call, String path, int result) {
        if (result < 0) {
            throw new StoreIoException(call, path, result);
        }
    }
}

package io.varve.wal;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Writes a log anew, group by group, into segments of its own, while a [LogReader] shows it.
///
/// Needed where reads go through the page cache: after a failed sync that may show what the medium never got,
/// and says of a second sync that it succeeded (F3, F4). Bytes that are written again, to fresh files, and
/// synced, are durable (D-13). Needed also to make many short segments few.
///
/// **Owner:** the thread that opens the store.
///
/// **Promises:** after [#finish()], every group that was shown is durable. Until the manifest says that the log
/// begins with [#firstSegment()], the copy counts for nothing, whatever a crash leaves of it; when anything
/// fails before, [#close()] removes it, and the disk is as full as before (row 55).
public final class LogCopy implements FrameVisitor, AutoCloseable {
    private final Directory directory;
    private final LongSupplier engineTime;
    private final SegmentPreparer segments;
    private final LogWriter writer;

    /// Numbers of its segments, in order: what may be removed. A name that was refused may be somebody else's.
    private final List<Long> made = new ArrayList<>();

    private boolean isKept;

    /// A copy in which nothing is yet.
    ///
    /// @param config of the log that is copied
    /// @param largestSegment of that log
    /// @param manifestEdit number of the last edit of the manifest that is durable
    /// @param firstNumber above the number of every segment that ever was
    public LogCopy(
            LogConfig config,
            long largestSegment,
            Directory directory,
            Memory memory,
            MemoryAccount account,
            LongSupplier engineTime,
            LongSupplier manifestEdit,
            long firstNumber) {
        LogConfig own = config.copy(largestSegment);
        this.directory = directory;
        this.engineTime = engineTime;
        this.segments = new SegmentPreparer(own, directory, memory, account, engineTime, firstNumber);
        boolean isMade = false;
        try {
            this.writer = new LogWriter(own, memory, account, segments, manifestEdit, LogEnd.NONE);
            isMade = true;
        } finally {
            if (!isMade) {
                segments.close();
            }
        }
    }

    /// @throws StoreIoException when the machine refuses
    @Override
    public void onGroup(
            long segment, long firstSequence, int operationCount, Region records, long offset, long length) {
        if (writer.remaining() < length) {
            roll();
        }
        writer.begin(firstSequence);
        require("pwrite", writer.append(records, offset, length, operationCount));
        require("pwrite", writer.write(engineTime.getAsLong(), true));
    }

    /// Makes all of it durable, and gives back what it took to write it.
    ///
    /// @throws StoreIoException when the machine refuses
    public void finish() {
        require("fdatasync", writer.sync());
        writer.close();
        segments.close();
    }

    /// Where it ends.
    public LogEnd end() {
        return writer.end();
    }

    /// The segment in which the last group stands that was shown.
    public long currentSegment() {
        return writer.currentSegment();
    }

    /// The number of its first segment.
    ///
    /// **Requires:** a group was shown.
    public long firstSegment() {
        return made.getFirst();
    }

    /// A number above those of its segments, and of all that it tried to make.
    public long nextNumber() {
        return segments.nextNumber();
    }

    /// From now on it may be the log, and is not to be removed: its name is about to be written into the
    /// manifest.
    public void keep() {
        isKept = true;
    }

    /// Gives everything back, and removes the copy unless it is kept. What cannot be removed is no part of a
    /// log, and is removed by a later open.
    @Override
    public void close() {
        writer.close();
        segments.close();
        if (!isKept) {
            made.forEach(number -> directory.unlink(SegmentName.of(number)));
        }
    }

    private void roll() {
        if (segments.doWork() == 0 || !writer.roll()) {
            PrepareFailure failed = segments.failure();
            throw failed == null
                    ? new IllegalStateException("no segment was prepared, and no reason given")
                    : new StoreIoException(failed.call(), failed.path(), failed.errno());
        }
        made.add(writer.currentSegment());
    }

    private void require(String call, int result) {
        if (result != 0) {
            throw new StoreIoException(call, directory.path() + "/" + SegmentName.of(writer.currentSegment()), result);
        }
    }
}

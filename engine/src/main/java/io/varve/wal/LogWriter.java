package io.varve.wal;

import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Region;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Appends frames to a log and makes them durable, in the layout of [FrameFormat].
///
/// **Owner:** the writer thread; nobody else may call it. It blocks in [#write], in [#append] of a frame
/// larger than the log buffer, and in [#sync()].
///
/// **Promises:** after [#write] returned 0 the frame survives the process; after [#sync()] returned 0,
/// every frame written before survives the machine. Of what was written since, a prefix survives (P6).
/// The first call that fails is the last: every later one returns the same errno and does nothing. A
/// sync is never tried again, and nothing is appended behind a failed append (W-B5, P16, I-6). A store to a mapping
/// that is refused is none of those: the same frame is written to the same place by a call.
///
/// **Invariant:** `recorded` ≤ `synced` ≤ `written`: what the last frame says is synced, what is, and what
/// is written.
///
/// Files that it needs no more are closed by the preparer, for that can take the machine a while.
///
/// Allocates nothing per frame; [#roll()] does.
public final class LogWriter implements AutoCloseable {
    private final LogConfig config;
    private final SegmentPreparer preparer;
    private final LongSupplier manifestEdit;
    private final FrameBuffer frame;

    /// Segments before the current one whose last bytes are not synced, oldest first (D-12).
    private final ArrayDeque<Segment> unsynced = new ArrayDeque<>();

    private final Place written;
    private final Place synced;
    private final Place recorded;
    private final Place lastGroup = new Place(0, 0);

    private @Nullable Segment current;
    private long offset;
    private LogEnd link;
    private long lastSequence;
    private int lastChecksum;
    private boolean isUnsynced;
    private boolean isInFrame;
    private long firstSequence;
    private int operationCount;
    private int failure;
    private boolean isClosed;

    /// A writer that goes on from the end of what was recovered, in a new segment (W-B9): [#roll()] comes
    /// first.
    ///
    /// @param preparer hands out segments
    /// @param manifestEdit number of the last edit of the manifest that is durable; asked once per segment
    /// @param end of the log before, all of which is durable
    public LogWriter(
            LogConfig config,
            Memory memory,
            MemoryAccount account,
            SegmentPreparer preparer,
            LongSupplier manifestEdit,
            LogEnd end) {
        this.config = config;
        this.preparer = preparer;
        this.manifestEdit = manifestEdit;
        this.frame = new FrameBuffer(config, memory, account);
        this.link = end;
        this.lastSequence = end.lastSequence();
        this.lastChecksum = end.lastChecksum();
        this.written = new Place(end.segment(), end.offset());
        this.synced = new Place(end.segment(), end.offset());
        this.recorded = new Place(end.segment(), end.offset());
    }

    /// Goes on in the next prepared segment. Syncs nothing and makes no file.
    ///
    /// @return false, with nothing changed, when none is prepared, or when the log has failed
    public boolean roll() {
        assert !isInFrame : "a frame does not span segments";
        Segment next = failure != 0 ? null : preparer.poll();
        if (next == null) {
            return false;
        }
        Segment old = current;
        if (old != null) {
            assert next.number() > old.number() : "segment " + next.number() + " after " + old.number();
            link = end();
            leave(old);
        }
        current = next;
        offset = SegmentFormat.HEADER_SIZE;
        isUnsynced = false;
        return true;
    }

    /// Bytes of records that one frame can take in the current segment; 0 or less before the first
    /// [#roll()] and when it is full. Room for a sync mark is kept.
    public long remaining() {
        Segment segment = current;
        return segment == null ? 0 : config.roomAt(segment.size(), offset);
    }

    /// Bytes of records that a frame takes without writing before [#write].
    public long bufferedBytes() {
        return config.bufferSize() - (long) FrameFormat.MAX_HEADER_SIZE;
    }

    /// Begins the frame of a group.
    ///
    /// @param sequence of its first operation, above that of every earlier one
    public void begin(long sequence) {
        assert !isInFrame : "a frame was begun and not written";
        assert sequence > lastSequence : "sequence " + sequence + " after " + lastSequence;
        isInFrame = true;
        firstSequence = sequence;
        operationCount = 0;
        frame.begin(segment(), offset);
    }

    /// Adds encoded records to the frame; they are copied.
    ///
    /// @param length a multiple of 8; with what was added before, at most what [#remaining()] was before
    ///     [#begin]
    /// @param operations how many records these are
    /// @return 0, or `-errno`
    public int append(Region from, long at, long length, int operations) {
        assert isInFrame : "no frame was begun";
        assert length > 0 && length % SegmentFormat.MIN_FRAME_ALIGNMENT == 0 : length + " bytes of records";
        if (failure != 0) {
            return failure;
        }
        long room = remaining() + FrameFormat.headerSize(offset) - frame.length();
        if (length > room) {
            throw new IllegalArgumentException(length + " bytes of records, where " + room + " have room");
        }
        operationCount += operations;
        return latch(frame.append(segment(), from, at, length));
    }

    /// Writes the frame.
    ///
    /// @param engineTime milliseconds since 1970 (D-21)
    /// @param isByCall whether by a call of the kernel, also where the segment is mapped: it is the faster way when
    ///     [#sync()] comes next
    /// @return 0, or `-errno`; after a failure it is unknown whether the group will be recovered
    public int write(long engineTime, boolean isByCall) {
        assert isInFrame : "no frame was begun";
        assert failure != 0 || operationCount > 0 : "a group without operations";
        isInFrame = false;
        int result = write(FrameFormat.GROUP, firstSequence, operationCount, engineTime, isByCall);
        if (result == 0) {
            lastSequence = firstSequence + operationCount - 1;
            lastGroup.set(written);
        }
        return result;
    }

    /// Makes everything durable that was written: first the segments before, then the current one (D-12).
    ///
    /// @return 0, or `-errno`; then nothing is known about what was written since the last success
    public int sync() {
        assert !isInFrame : "a frame was begun and not written";
        while (failure == 0 && !unsynced.isEmpty()) {
            if (latch(unsynced.getFirst().file.dataSync()) == 0) {
                preparer.leave(unsynced.removeFirst());
            }
        }
        if (failure == 0 && isUnsynced) {
            latch(segment().sync());
        }
        if (failure == 0) {
            isUnsynced = false;
            synced.set(written);
        }
        return failure;
    }

    /// Writes a mark that says what has been synced, if there are groups that no frame says it of. For the
    /// moment in which the writer has nothing else to do (D-12); [#sync()] makes the mark durable.
    ///
    /// @return 0, or `-errno`
    public int syncMark(long engineTime) {
        assert !isInFrame : "a frame was begun and not written";
        boolean isDue = lastGroup.isBeyond(recorded) && synced.isBeyond(recorded) && current != null;
        if (failure != 0 || !isDue) {
            return failure;
        }
        frame.begin(segment(), offset);
        return write(FrameFormat.SYNC_MARK, lastSequence + 1, 0, engineTime, true);
    }

    /// Lets go of segments that nobody needs any more, though they were never synced.
    ///
    /// @param firstLive the number of the oldest segment that is needed
    public void release(long firstLive) {
        while (!unsynced.isEmpty() && unsynced.getFirst().number() < firstLive) {
            preparer.leave(unsynced.removeFirst());
        }
    }

    /// The number of the current segment; 0 before the first [#roll()].
    public long currentSegment() {
        Segment segment = current;
        return segment == null ? 0 : segment.number();
    }

    /// Where in the current segment the next frame goes; 0 before the first [#roll()].
    public long offset() {
        return offset;
    }

    /// Where the log ends, frames that are not synced included.
    public LogEnd end() {
        return new LogEnd(written.segment(), written.offset(), lastSequence, lastChecksum);
    }

    /// The segment up to which everything is durable; 0 when nothing was written.
    public long syncedSegment() {
        return synced.segment();
    }

    /// The offset in [#syncedSegment()] up to which everything is durable.
    public long syncedOffset() {
        return synced.offset();
    }

    /// Whether everything that was written is durable.
    public boolean isSynced() {
        return !written.isBeyond(synced);
    }

    /// The sequence number of the last operation that was written.
    public long lastSequence() {
        return lastSequence;
    }

    /// The errno of the first failure, negated; 0 while there was none.
    public int failure() {
        return failure;
    }

    /// Closes the files; syncs nothing.
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        failure = failure == 0 ? -Errno.EBADF : failure;
        unsynced.forEach(Segment::close);
        unsynced.clear();
        Segment segment = current;
        if (segment != null) {
            segment.close();
        }
        frame.free();
    }

    private int write(int kind, long sequence, int operations, long engineTime, boolean isByCall) {
        if (failure != 0) {
            return failure;
        }
        Segment segment = segment();
        fillHeader(frame.headerRegion(), segment.header, kind, sequence, operations, engineTime);
        long size = FrameFormat.size(frame.length(), config.frameAlignment());
        isUnsynced = true;
        if (latch(frame.write(segment, isByCall, engineTime)) == 0) {
            offset += size;
            lastChecksum = frame.headerChecksum();
            written.set(segment.number(), offset);
            recorded.set(synced);
        }
        return failure;
    }

    private void fillHeader(Region into, SegmentHeader of, int kind, long sequence, int operations, long engineTime) {
        into.putInt(FrameFormat.PREVIOUS_CHECKSUM_OFFSET, lastChecksum);
        into.putInt(FrameFormat.KIND_OFFSET, kind);
        into.putInt(FrameFormat.OPERATION_COUNT_OFFSET, operations);
        into.putLong(FrameFormat.STREAM_OFFSET, of.stream());
        into.putLong(FrameFormat.EPOCH_OFFSET, of.epoch());
        into.putLong(FrameFormat.FIRST_SEQUENCE_OFFSET, sequence);
        into.putLong(FrameFormat.SYNCED_SEGMENT_OFFSET, synced.segment());
        into.putLong(FrameFormat.SYNCED_OFFSET_OFFSET, synced.offset());
        into.putLong(FrameFormat.ENGINE_TIME_OFFSET, engineTime);
        if (offset == SegmentFormat.HEADER_SIZE) {
            into.putLong(FrameFormat.PREVIOUS_SEGMENT_OFFSET, link.segment());
            into.putLong(FrameFormat.PREVIOUS_END_OFFSET, link.offset());
            into.putLong(FrameFormat.PREVIOUS_SEQUENCE_OFFSET, link.lastSequence());
            into.putLong(FrameFormat.MANIFEST_EDIT_OFFSET, manifestEdit.getAsLong());
        }
    }

    private int latch(int result) {
        failure = failure == 0 ? result : failure;
        return failure;
    }

    private void leave(Segment old) {
        if (isUnsynced) {
            unsynced.addLast(old);
        } else {
            preparer.leave(old);
        }
    }

    private Segment segment() {
        Segment segment = current;
        if (segment == null) {
            throw new IllegalStateException("no segment: roll() comes first");
        }
        return segment;
    }
}

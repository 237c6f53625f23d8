package io.varve.wal;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// Makes segments ready ahead of the writer, so that rolling to the next one costs it nothing and space
/// that was promised is real (P15, row 53).
///
/// **Owner:** one thread of the root calls [#doWork()] in its loop; the writer takes segments through
/// a bounded queue; any thread may offer obsolete segments for another life and may ask how things are.
///
/// **Promises:** a segment that is handed out has real space of durable size, a durable header and a durable
/// name. Its space was written, and that is durable too unless the writer had run out of segments. Whatever
/// the machine refuses is a state ([#failure()]), not an exception, and is tried again at the next [#doWork()];
/// how long to wait before is the caller's. Numbers only grow, also over failures (I-8).
public final class SegmentPreparer implements AutoCloseable {
    /// Obsolete segments that wait for another life; more are refused.
    private static final int MAX_RECYCLABLE = 64;

    /// Segments that wait to be closed; the writer closes more by itself.
    private static final int MAX_LEFT = 64;

    /// Numbers in a row that may be taken. A process that was fenced and does not know it yet counts on from where
    /// this one began, but only as far as it makes segments ahead.
    private static final int NAME_ATTEMPTS = 16;

    private final LogConfig config;
    private final MessagePassingQueue<Segment> ready;
    private final MessagePassingQueue<Long> recyclable = new MpscVarHandleArrayQueue<>(MAX_RECYCLABLE);

    /// Numbers of obsolete segments of which nothing was made, for who offered them.
    private final MessagePassingQueue<Long> givenBack = new MpscVarHandleArrayQueue<>(MAX_RECYCLABLE);

    /// Segments that the writer needs no more, to be closed.
    private final MessagePassingQueue<Segment> left = new SpscVarHandleArrayQueue<>(MAX_LEFT);

    private final SegmentMaker maker;
    private long nextNumber;
    private long made;
    private volatile @Nullable PrepareFailure failure;
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean isClosed;

    /// A preparer that has made nothing yet.
    ///
    /// @param directory of the log; stays the caller's
    /// @param engineTime milliseconds since 1970, for the headers (D-21)
    /// @param firstNumber above the number of every segment that ever was
    public SegmentPreparer(
            LogConfig config,
            Directory directory,
            Memory memory,
            MemoryAccount account,
            LongSupplier engineTime,
            long firstNumber) {
        assert firstNumber > 0 : "segment number " + firstNumber;
        this.config = config;
        // The queue wants a capacity of at least 4; the number of segments is bounded in doWork().
        this.ready = new SpscVarHandleArrayQueue<>(Math.max(4, config.preparedSegments()));
        this.maker = new SegmentMaker(config, directory, memory, account, engineTime);
        this.nextNumber = firstNumber;
    }

    /// Makes one segment ready, if one is missing.
    ///
    /// @return 1 when it made one, 0 when none is missing or none could be made
    public int doWork() {
        PrepareFailure last = failure;
        boolean isOver = isClosed || (last != null && last.isTerminal());
        if (isOver || ready.size() >= config.preparedSegments()) {
            return 0;
        }
        Segment segment = makeUnderFreeName();
        failure = maker.failure();
        if (segment == null) {
            failures.incrementAndGet();
            return 0;
        }
        made++;
        boolean isTaken = ready.offer(segment);
        assert isTaken : "no room for segment " + segment.number();
        return 1;
    }

    /// Offers the file of an obsolete segment for another life.
    ///
    /// **Requires:** the manifest edit that made it obsolete is durable, and nobody reads it (D-14).
    ///
    /// @return false when enough wait already; offer it later
    public boolean recycle(long number) {
        if (number <= 0) {
            throw new IllegalArgumentException("segment number " + number);
        }
        return recyclable.offer(number);
    }

    /// How many obsolete segments wait for another life.
    public int recyclableCount() {
        return recyclable.size();
    }

    /// Passes on the numbers of segments that were offered and are not the preparer's any more: nothing was made of
    /// them, and their files may be there still. For the one thread that offers them.
    void givenBack(LongConsumer to) {
        for (Long number = givenBack.poll(); number != null; number = givenBack.poll()) {
            to.accept(number);
        }
    }

    /// The number of the segment that is ready next; 0 when none is.
    ///
    /// **Requires:** the writer does not run yet.
    public long nextReady() {
        Segment next = ready.peek();
        return next == null ? 0 : next.number();
    }

    /// Above the number of every segment that was made or tried.
    ///
    /// **Requires:** [#doWork()] runs on this thread only.
    public long nextNumber() {
        return nextNumber;
    }

    /// How many segments are ready.
    public int preparedCount() {
        return ready.size();
    }

    /// Why the last attempt brought none; null when it brought one.
    public @Nullable PrepareFailure failure() {
        return failure;
    }

    /// How many attempts brought none.
    public long failures() {
        return failures.get();
    }

    /// Closes what the writer has not taken; the files stay and are empty segments to whoever opens the log next.
    ///
    /// **Requires:** neither [#doWork()] nor the writer runs any more.
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        for (Segment segment = ready.poll(); segment != null; segment = ready.poll()) {
            segment.close();
        }
        while (closeLeft() > 0) {
            // One after the other.
        }
        maker.close();
    }

    /// Closes one segment that the writer has left: for when none is to be made, which comes first.
    ///
    /// @return how many
    public int closeLeft() {
        Segment segment = left.poll();
        if (segment == null) {
            return 0;
        }
        segment.close();
        return 1;
    }

    /// Whether there are segments to be closed.
    public boolean hasLeft() {
        return !left.isEmpty();
    }

    /// For the writer: the next segment, or null when none is ready.
    @Nullable
    Segment poll() {
        return ready.poll();
    }

    /// For the writer: a segment that it needs no more. The last close of a file that has lost its name gives its space
    /// back, which took up to 40 ms where the device is told of it.
    void leave(Segment segment) {
        if (!left.offer(segment)) {
            segment.close();
        }
    }

    /// A number whose name is taken is passed over: the file is somebody else's.
    private @Nullable Segment makeUnderFreeName() {
        for (int attempt = 1; ; attempt++) {
            Segment segment = make(nextNumber++);
            PrepareFailure refused = maker.failure();
            boolean isTaken = refused != null && refused.errno() == Errno.EEXIST;
            if (!isTaken || attempt == NAME_ATTEMPTS) {
                return segment;
            }
        }
    }

    /// From an obsolete file if there is one that is fit for it, else from nothing.
    private @Nullable Segment make(long number) {
        Long old = recyclable.poll();
        Segment recycled = old == null ? null : maker.recycle(old, number);
        if (old != null && recycled == null) {
            giveBack(old);
        }
        PrepareFailure refused = maker.failure();
        boolean isOver = recycled != null || (refused != null && refused.isTerminal());
        return isOver ? recycled : maker.create(number, isBehind());
    }

    /// Whether the writer takes segments faster than they are made: all are gone that were made ahead.
    private boolean isBehind() {
        return made > config.preparedSegments() && ready.isEmpty();
    }

    /// When nobody takes what is given back there is no room for it at last; the next open removes those files.
    private void giveBack(long number) {
        if (!givenBack.offer(number)) {
            failures.incrementAndGet();
        }
    }
}

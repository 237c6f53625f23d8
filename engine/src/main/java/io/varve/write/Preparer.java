package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.StoreIoException;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.wal.PrepareFailure;
import io.varve.wal.SegmentPreparer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// Makes ready what the writer will need next, on a thread that may wait for the disk and the kernel:
/// segments of the log, and one memtable whose pages are all there.
///
/// **Owner:** its own thread runs [#doWork()]; the writer calls what is of [Supplies].
final class Preparer implements Agent, Supplies {
    /// How soon something refused is asked for again, when nobody urges.
    private static final long RETRY_NANOS = 200_000_000;

    /// Used arenas that wait for another life; more are given back.
    private static final int MAX_USED = 4;

    private final String directory;
    private final SegmentPreparer segments;
    private final int preparedSegments;
    private final Memory memory;
    private final MemoryAccount account;
    private final long arenaBytes;
    private final Doorbell own;
    private final Doorbell writers;
    private final Clock clock;
    private final Rotations rotations;
    private final AtomicReference<@Nullable MemTable> memtable = new AtomicReference<>();

    /// Arenas of memtables that are in tables: their pages are there already.
    private final MessagePassingQueue<Region> used = new MpscVarHandleArrayQueue<>(MAX_USED);

    private final Consumer<StoreException> onTerminal;
    private final Runnable others;
    private final BooleanSupplier isUrged = this::isUrged;
    private volatile boolean isStopping;
    private volatile boolean needsMemTable;
    private final AtomicLong asked = new AtomicLong();
    private volatile long answered;

    /// Whether those have been woken that the writer has left something for.
    private volatile boolean isTold = true;

    private volatile boolean isMemoryRefused;
    private @Nullable MemTable first;
    private boolean isOver;

    /// @param directory of the store, for messages
    /// @param others wakes those for whom the writer leaves something when it goes on
    /// @param first the memtable in use at the start, whose pages are not there yet
    Preparer(
            String directory,
            SegmentPreparer segments,
            int preparedSegments,
            Memory memory,
            MemoryAccount account,
            long arenaBytes,
            MemTable first,
            Rotations rotations,
            Scheduler scheduler,
            Doorbell writers,
            Clock clock,
            Runnable others,
            Consumer<StoreException> onTerminal) {
        this.rotations = rotations;
        this.directory = directory;
        this.segments = segments;
        this.preparedSegments = preparedSegments;
        this.first = first;
        this.others = others;
        this.onTerminal = onTerminal;
        this.memory = memory;
        this.account = account;
        this.arenaBytes = arenaBytes;
        this.own = new Doorbell(scheduler, clock, 0, null);
        this.writers = writers;
        this.clock = clock;
    }

    @Override
    public String roleName() {
        return "varve-preparer";
    }

    /// Whatever goes wrong here, the writer is told, and does not wait for supplies that nobody makes (row
    /// 86).
    @Override
    public int doWork() {
        try {
            return prepare();
        } catch (Throwable unexpected) {
            fail(unexpected);
            return 0;
        }
    }

    private void fail(Throwable unexpected) {
        try {
            onTerminal.accept(new StoreFailedException(directory, unexpected));
            isOver = true;
        } catch (OutOfMemoryError none) {
            // Not even to say so: whatever is missing is asked for again, and told then.
        } finally {
            writers.ring();
        }
    }

    /// Whoever the writer has left something for hears of it.
    @Override
    public void onClose() {
        tellOthers();
    }

    /// Makes the thread leave its wait, so that it can be stopped.
    void stop() {
        isStopping = true;
        own.ring();
    }

    /// Gives back what nobody has taken. After the thread has ended.
    void close() {
        MemTable left = memtable.getAndSet(null);
        if (left != null) {
            memory.free(left.arena());
        }
        used.drain(memory::free);
        segments.close();
    }

    @Override
    public void want(boolean memTableToo) {
        needsMemTable = memTableToo;
        asked.incrementAndGet();
        if (!isReady()) {
            own.ring();
        }
    }

    /// Takes an arena for another memtable: nobody reads it any more.
    void recycle(Region arena) {
        if (arena.size() != arenaBytes || !used.offer(arena)) {
            memory.free(arena);
        }
        own.ring();
    }

    @Override
    public boolean isReady() {
        boolean mayFreeze = memtable.get() != null && rotations.hasRoom();
        return segments.preparedCount() > 0 && (!needsMemTable || mayFreeze);
    }

    @Override
    public boolean isRefused() {
        return answered == asked.get() && !isReady();
    }

    @Override
    public RejectionCause refusal() {
        PrepareFailure failed = segments.failure();
        if (segments.preparedCount() == 0 && failed != null) {
            return causeOf(failed.errno());
        }
        boolean isBehind = needsMemTable && !rotations.hasRoom();
        if (!isBehind && !isMemoryRefused) {
            return RejectionCause.LOG_BEHIND;
        }
        RejectionCause obstacle = rotations.unfinished() > 0 ? rotations.obstacle() : null;
        if (obstacle != null) {
            return obstacle;
        }
        return isBehind ? RejectionCause.FLUSH_BEHIND : RejectionCause.MEMORY_BUDGET;
    }

    @Override
    public boolean isPassing() {
        RejectionCause why = refusal();
        boolean isForMemory = why == RejectionCause.FLUSH_BEHIND || why == RejectionCause.MEMORY_BUDGET;
        return isForMemory && rotations.unfinished() > 0 && rotations.obstacle() == null;
    }

    @Override
    public MemTable takeMemTable() {
        return Objects.requireNonNull(memtable.getAndSet(null), "no memtable is ready");
    }

    @Override
    public void onTaken() {
        isTold = false;
    }

    @Override
    public void wake() {
        own.ring();
    }

    private int prepare() {
        tellOthers();
        if (isOver) {
            own.await(isUrged, Scheduler.NEVER);
            return 0;
        }
        if (first != null) {
            memory.prefault(first.arena());
            first = null;
        }
        long question = asked.get();
        int done = segments.doWork() + prepareMemTable();
        done = done == 0 ? segments.closeLeft() : done;
        // Before the answer: who reads it is to know whether this is the end.
        boolean isRetryDue = isSegmentRefused() || isMemoryRefused;
        answered = question;
        writers.ring();
        if (done == 0) {
            own.await(isUrged, isRetryDue ? clock.nanoTime() + RETRY_NANOS : Scheduler.NEVER);
        }
        return done;
    }

    private void tellOthers() {
        if (!isTold) {
            isTold = true;
            others.run();
        }
    }

    private boolean isUrged() {
        if (isOver) {
            return isStopping || !isTold;
        }
        boolean isMissing = memtable.get() == null && (!isMemoryRefused || !used.isEmpty());
        boolean isSegmentMissing = segments.preparedCount() < preparedSegments && segments.failure() == null;
        boolean isBehind = answered != asked.get() || !isTold;
        return isStopping || isBehind || isMissing || isSegmentMissing || segments.hasLeft();
    }

    /// Whether asking again may help; a failure that is for good ends the store instead.
    private boolean isSegmentRefused() {
        PrepareFailure failed = segments.failure();
        if (failed != null && failed.isTerminal()) {
            onTerminal.accept(new StoreIoException(failed.call(), failed.path(), failed.errno()));
            return false;
        }
        return failed != null;
    }

    private int prepareMemTable() {
        if (memtable.get() != null) {
            return 0;
        }
        Region arena = allocate();
        if (arena == null) {
            return 0;
        }
        boolean isMade = false;
        try {
            memory.prefault(arena);
            memtable.set(new MemTable(arena));
            isMade = true;
        } finally {
            if (!isMade) {
                memory.free(arena);
            }
        }
        return 1;
    }

    private @Nullable Region allocate() {
        Region again = used.poll();
        if (again != null) {
            isMemoryRefused = false;
            return again;
        }
        try {
            Region arena = memory.allocate(account, arenaBytes, Pages.forSize(arenaBytes));
            isMemoryRefused = false;
            return arena;
        } catch (MemoryRefusedException refused) {
            isMemoryRefused = true;
            return null;
        }
    }

    private static RejectionCause causeOf(int errno) {
        return switch (Math.abs(errno)) {
            case Errno.ENOSPC, Errno.EDQUOT, Errno.EMFILE, Errno.ENFILE, Errno.EROFS -> RejectionCause.OUT_OF_SPACE;
            default -> RejectionCause.LOG_BEHIND;
        };
    }
}

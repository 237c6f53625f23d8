package io.varve.view;

import io.varve.format.EngineTime;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The sequences at which somebody still reads: of every key, flush and merge keep the newest version at or below
/// each of them (D-23, I-29).
///
/// **Rule.** Flush and merge ask for the list after what they read was frozen: when all of it is visible. Who
/// opens a snapshot announces the sequence, and then looks whether it is still the visible one; if not, it
/// announces that one, and looks again. Both have a full fence between the two. So a snapshot that a list misses
/// looked after the list was read, and found nothing newer than its own sequence, which is then not below
/// anything frozen before: the newest versions are right for it. One that was announced too low for a moment
/// keeps a version too many.
///
/// A snapshot that ends takes its sequence back; after that, a read at it may miss what a flush drops. So a read
/// loads its view first, and looks then whether the snapshot is open: a view that it loaded before the end has
/// everything.
///
/// Marks of snapshots that were forgotten go when the collector finds them.
///
/// **Owner:** any thread.
public final class LiveSnapshots {
    /// How many can be open at a time: the list is copied by every flush.
    public static final int MAX_OPEN = 16_384;

    private final Horizon horizon;
    private final EngineTime time;
    private final AtomicReferenceArray<@Nullable WeakReference<Mark>> marks = new AtomicReferenceArray<>(MAX_OPEN);

    /// Where the search for a place begins; racy on purpose: any place will do.
    private int hint;

    /// Nobody reads.
    public LiveSnapshots(Horizon horizon, EngineTime time) {
        this.horizon = horizon;
        this.time = time;
    }

    /// One of the sequences. Whoever reads at it keeps this.
    public static final class Mark {
        private final int place;
        private volatile long sequence;
        private volatile long asOf;

        private Mark(int place, long sequence, long asOf) {
            this.place = place;
            this.sequence = sequence;
            this.asOf = asOf;
        }

        /// The engine time by which entries are over for who reads at it.
        public long asOf() {
            return asOf;
        }

        /// The sequence.
        public long sequence() {
            return sequence;
        }
    }

    /// Marks what is visible now.
    ///
    /// @return null when [#MAX_OPEN] are open
    public @Nullable Mark open() {
        Mark mark = announce(horizon.visibleAcquire());
        if (mark == null) {
            return null;
        }
        while (true) {
            VarHandle.fullFence();
            mark.asOf = time.expiryTime();
            long visible = horizon.visibleAcquire();
            if (visible == mark.sequence) {
                return mark;
            }
            mark.sequence = visible;
        }
    }

    /// Takes a mark back. Twice is once.
    public void close(Mark mark) {
        WeakReference<Mark> there = marks.get(mark.place);
        if (there != null && there.refersTo(mark)) {
            marks.compareAndSet(mark.place, there, null);
            hint = mark.place;
        }
    }

    /// The sequences, ascending, each once: for who reads what was frozen before the call.
    ///
    /// @param lastSequence of what is read; it is visible
    public long[] sequencesAfter(long lastSequence) {
        assert horizon.visibleAcquire() >= lastSequence : lastSequence + " is not visible yet";
        VarHandle.fullFence();
        long[] found = new long[16];
        int count = 0;
        for (int place = 0; place < MAX_OPEN; place++) {
            Mark mark = at(place);
            if (mark != null) {
                found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                found[count++] = mark.sequence;
            }
        }
        Arrays.sort(found, 0, count);
        return distinct(found, count);
    }

    /// The engine time by which something must be over to be dropped for good: over for all who read. By the same rule:
    /// a mark that this misses looks at the time after we did.
    ///
    /// @return `Long.MIN_VALUE` while nothing is to be dropped
    public long purgeTime() {
        long earliest = time.purgeTime();
        VarHandle.fullFence();
        for (int place = 0; place < MAX_OPEN; place++) {
            Mark mark = at(place);
            earliest = mark == null ? earliest : Math.min(earliest, mark.asOf);
        }
        return earliest;
    }

    private @Nullable Mark announce(long sequence) {
        long asOf = time.expiryTime();
        int first = hint;
        for (int i = 0; i < MAX_OPEN; i++) {
            int place = (first + i) & (MAX_OPEN - 1);
            if (at(place) == null) {
                Mark mark = new Mark(place, sequence, asOf);
                if (marks.compareAndSet(place, null, new WeakReference<>(mark))) {
                    hint = place + 1;
                    return mark;
                }
            }
        }
        return null;
    }

    /// The mark at a place; one that was forgotten leaves it.
    private @Nullable Mark at(int place) {
        WeakReference<Mark> there = marks.get(place);
        if (there == null) {
            return null;
        }
        Mark mark = there.get();
        if (mark == null) {
            marks.compareAndSet(place, there, null);
        }
        return mark;
    }

    private static long[] distinct(long[] sorted, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (kept == 0 || sorted[i] != sorted[kept - 1]) {
                sorted[kept++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, kept);
    }
}

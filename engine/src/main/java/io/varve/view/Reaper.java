package io.varve.view;

import io.varve.nativeio.Scheduler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/// Frees what left the view, once no call and no cursor can be reading it (I-27).
///
/// **Rule.** What is absent from generation g on is freed when no pin is older than g ([Calls] says why that
/// suffices for calls), and no view that is older than g, contains it and is held. Whoever holds a view took the
/// hold under a pin. So the pins are looked at *first*: of who has not taken a pin by then, the view is new; of
/// who has ended it by then, the hold is seen. And the slots are looked at once more behind the holds, for a call
/// whose hold was ended while it was inside. Views are asked one by one whether they contain it: a cursor
/// that stays open for a day keeps what it walks over, and not what came and went meanwhile (row 10).
///
/// **Owner:** any background thread, one at a time: who comes second leaves at once. Never a thread that a
/// caller waits for: to free memory takes the kernel up to milliseconds.
public final class Reaper {
    private static final int QUEUED = 1024;

    private final CurrentView current;
    private final Calls calls;
    private final Scheduler scheduler;
    private final MpscVarHandleArrayQueue<Retired> queue = new MpscVarHandleArrayQueue<>(QUEUED);
    private final AtomicBoolean turn = new AtomicBoolean();
    private final AtomicLong retiredBytes = new AtomicLong();

    /// What could not be freed yet; of whoever has the turn.
    private final List<Retired> waiting = new ArrayList<>();

    /// With nothing to free.
    public Reaper(CurrentView current, Calls calls, Scheduler scheduler) {
        this.current = current;
        this.calls = calls;
        this.scheduler = scheduler;
    }

    /// Takes over what left the view; after it did. From any background thread.
    public void retire(Retired retired) {
        assert !current.acquire().uses(retired.source()) : "retired, and still in the view";
        retiredBytes.addAndGet(retired.bytes());
        while (!queue.offer(retired)) {
            reapOnce();
            scheduler.giveWay();
        }
    }

    /// Frees what can be freed now.
    ///
    /// @return how many memtables and tables that was
    public int reapOnce() {
        if (!turn.compareAndSet(false, true)) {
            return 0;
        }
        try {
            queue.drain(waiting::add);
            long oldestPin = calls.oldestPin();
            List<View> held = held(oldestPin);
            if (!calls.useOnly(held)) {
                return 0;
            }
            int before = waiting.size();
            for (Iterator<Retired> each = waiting.iterator(); each.hasNext(); ) {
                Retired retired = each.next();
                if (retired.generation() <= oldestPin && !isHeld(retired, held)) {
                    each.remove();
                    free(retired);
                }
            }
            return before - waiting.size();
        } finally {
            turn.set(false);
        }
    }

    /// Frees everything, whoever holds it: for the end, when no call is inside and none can enter any more. (That
    /// none is cannot be asked once more here: who is about to be refused has a slot for a moment.)
    public void freeAll() {
        assert calls.isClosed() : "everything is freed while calls are let in";
        queue.drain(waiting::add);
        waiting.forEach(this::free);
        waiting.clear();
    }

    /// Bytes that left the view and are kept for those who still read them, or have not been looked at again
    /// since.
    public long retiredBytes() {
        return retiredBytes.get();
    }

    private void free(Retired retired) {
        retiredBytes.addAndGet(-retired.bytes());
        retired.free().run();
    }

    /// The older views that are held. Those that nobody can come to hold any more leave the chain.
    private List<View> held(long oldestPin) {
        List<View> held = new ArrayList<>();
        Holds newer = current.acquire().holds();
        for (Holds holds = newer.older; holds != null; holds = holds.older) {
            View view = holds.held();
            if (view != null) {
                held.add(view);
            }
            if (view == null && holds.generation < oldestPin) {
                newer.older = holds.older;
            } else {
                newer = holds;
            }
        }
        return held;
    }

    private static boolean isHeld(Retired retired, List<View> held) {
        for (View view : held) {
            if (view.generation() < retired.generation() && view.uses(retired.source())) {
                return true;
            }
        }
        return false;
    }
}

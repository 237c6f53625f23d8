package io.varve.flush;

import java.util.ArrayList;
import java.util.List;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// What goes between the coordinator and the streamers. As many attempts are out as there are streamers, at
/// most: one that is stuck keeps its streamer, not the queue.
///
/// **Owner:** the coordinator gives and takes back; [Streamer] does the other side.
/// @param <A> what goes there and back
final class Handover<A extends Attempt> {
    /// The queues want no less.
    private static final int LEAST = 4;

    private final MessagePassingQueue<A> todo;
    private final MessagePassingQueue<A> done;
    private final List<Streamer<A>> streamers = new ArrayList<>();
    private final int most;
    private int out;

    /// @param most attempts that may be out
    Handover(int most) {
        this.most = most;
        this.todo = new MpmcVarHandleArrayQueue<>(Math.max(LEAST, most));
        this.done = new MpscVarHandleArrayQueue<>(Math.max(LEAST, most));
    }

    /// Says who works on what is given.
    void add(Streamer<A> streamer) {
        streamers.add(streamer);
    }

    MessagePassingQueue<A> todo() {
        return todo;
    }

    MessagePassingQueue<A> done() {
        return done;
    }

    boolean hasRoom() {
        return out < most;
    }

    /// Whether a streamer has anything.
    boolean isAnyOut() {
        return out > 0;
    }

    boolean hasBack() {
        return !done.isEmpty();
    }

    void give(A attempt) {
        out++;
        boolean isTaken = todo.offer(attempt);
        assert isTaken : "no room for an attempt";
        streamers.forEach(Streamer::wake);
    }

    @Nullable
    A takeBack() {
        A back = done.poll();
        if (back != null) {
            out--;
        }
        return back;
    }
}

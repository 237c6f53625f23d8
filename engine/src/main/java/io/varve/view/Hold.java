package io.varve.view;

import java.util.concurrent.atomic.AtomicBoolean;

/// What a cursor or a handle has of a view: while it is not over, all that the view refers to stays. Not for
/// the length of a call, as a pin is, but for as long as its owner likes.
///
/// Its calls enter by [Calls#enter(Hold)]: then one that is over is not taken from under a call that came before.
///
/// **Owner:** any thread may end it, any number of times.
public final class Hold {
    private final View view;
    private final AtomicBoolean isOver = new AtomicBoolean();

    Hold(View view) {
        this.view = view;
        view.holds().count.incrementAndGet();
    }

    /// What is held.
    public View view() {
        return view;
    }

    /// Whether it has ended.
    public boolean isOver() {
        return isOver.get();
    }

    /// Ends it.
    ///
    /// @return false when it had ended before
    public boolean end() {
        boolean isFirst = isOver.compareAndSet(false, true);
        if (isFirst) {
            view.holds().count.decrementAndGet();
        }
        return isFirst;
    }
}

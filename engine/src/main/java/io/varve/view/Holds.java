package io.varve.view;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// How many cursors and handles hold a view, and the same of the views before it.
///
/// The chain goes from newer to older and does not keep the views themselves: who forgets a cursor without
/// closing it pins nothing any more once the collector took it.
///
/// **Owner:** any thread counts; [Reaper] alone takes links out, and never the first.
final class Holds {
    final long generation;
    final AtomicInteger count = new AtomicInteger();
    private final WeakReference<View> view;

    @Nullable
    Holds older;

    Holds(View view, @Nullable Holds older) {
        this.generation = view.generation();
        this.view = new WeakReference<>(view);
        this.older = older;
    }

    /// The view, if somebody holds it and has not forgotten that.
    @Nullable
    View held() {
        return count.get() > 0 ? view.get() : null;
    }
}

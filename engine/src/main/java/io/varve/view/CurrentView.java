package io.varve.view;

import io.varve.memtable.MemTable;
import java.util.concurrent.atomic.AtomicReference;

/// The newest view: one release store replaces it, one acquire load reads it.
///
/// **Owner:** the writer thread replaces it, when it rotates.
public final class CurrentView {
    private final AtomicReference<View> current;

    /// Begins with what recovery found.
    public CurrentView(View first) {
        this.current = new AtomicReference<>(first);
    }

    /// The newest view, with everything stored before it was installed.
    public View acquire() {
        return current.getAcquire();
    }

    /// Puts a fresh memtable in front; what was active is frozen from now on.
    public void rotate(MemTable fresh) {
        current.setRelease(current.getPlain().rotated(fresh));
    }
}

package io.varve.whole;

import io.varve.error.StoreClosedException;
import io.varve.report.WorkListener;
import io.varve.view.Calls;
import io.varve.view.CurrentView;
import io.varve.view.Hold;
import io.varve.view.View;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;

/// Long work on an open store, in short steps: what it reads stays, by a hold on one view, and a close waits for one
/// step of it and not for all.
///
/// Between two steps the listener is told, outside of the store.
///
/// **Owner:** the thread that does the work.
public final class Steps implements LongConsumer, AutoCloseable {
    private static final int OUTSIDE = Integer.MIN_VALUE;

    /// Some milliseconds of a device.
    private static final long STEP_BYTES = 4 << 20;

    private final String directory;
    private final Calls calls;
    private final WorkListener listener;
    private final Hold hold;
    private String what;
    private int ticket = OUTSIDE;
    private long done;
    private long told;
    private long all;

    private Steps(String directory, Calls calls, WorkListener listener, Hold hold) {
        this.directory = directory;
        this.calls = calls;
        this.listener = listener;
        this.hold = hold;
        this.what = directory;
    }

    /// Begins with the newest view; inside the store when this returns.
    ///
    /// @throws StoreClosedException when the store is closed
    public static Steps begin(String directory, Calls calls, CurrentView current, WorkListener listener) {
        int pin = calls.pin();
        if (!Calls.isInside(pin)) {
            throw new StoreClosedException(directory);
        }
        Steps steps;
        try {
            steps = new Steps(directory, calls, listener, current.acquire().hold());
        } finally {
            calls.exit(pin);
        }
        boolean isInside = false;
        try {
            steps.enter();
            isInside = true;
            return steps;
        } finally {
            if (!isInside) {
                steps.close();
            }
        }
    }

    /// What is there to be read, until [#close()].
    public View view() {
        return hold.view();
    }

    /// Adds to what there will be to do.
    void expect(long bytes) {
        all += bytes;
    }

    /// What is done from now on.
    void on(String path) {
        what = path;
    }

    /// Bytes that are done so far.
    long done() {
        return done;
    }

    /// So much more is done. Now and then the step ends here, and the next begins.
    ///
    /// @throws StoreClosedException when the store was closed meanwhile
    /// @throws CancellationException when the listener has ended it
    @Override
    public void accept(long bytes) {
        done += bytes;
        if (done - told >= STEP_BYTES) {
            tell();
        }
    }

    /// Ends a step, and begins the next one; as [#accept].
    void tell() {
        told = done;
        exit();
        boolean goesOn = listener.goOn(what, done, Math.max(done, all));
        enter();
        if (!goesOn) {
            throw new CancellationException(what + ": ended by its listener");
        }
    }

    @Override
    public void close() {
        exit();
        hold.end();
    }

    private void enter() {
        int taken = calls.enter(hold);
        if (!Calls.isInside(taken)) {
            throw new StoreClosedException(directory);
        }
        ticket = taken;
    }

    private void exit() {
        if (ticket != OUTSIDE) {
            calls.exit(ticket);
            ticket = OUTSIDE;
        }
    }
}

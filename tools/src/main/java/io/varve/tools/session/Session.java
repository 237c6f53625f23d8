package io.varve.tools.session;

import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreOptionsBuilder;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One run of the command line: where it reads and writes, and the stores that it has open.
///
/// **Owner:** the thread that runs the command; [#interrupt()] comes from another one.
///
/// **Promises:** every store that was opened is closed when the command ends, well, badly or by ctrl-C.
public final class Session {
    /// How long an interrupted command may take to make durable what it has written.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InputStream in;
    private final Output out;
    private final PrintWriter text;
    private final PrintWriter err;
    private final boolean isTerminal;
    private final boolean isScreen;
    private final StoreOptions usual;
    private final Deque<Store> open = new ConcurrentLinkedDeque<>();
    private final CountDownLatch interruption = new CountDownLatch(1);
    private volatile boolean isInterrupted;
    private volatile boolean isOver;
    private volatile Runnable farewell = () -> {};

    /// A session.
    ///
    /// @param isTerminal whether somebody watches `err` who likes to see progress
    /// @param isScreen whether `out` is a terminal
    /// @param usual what stores are opened with where a command says nothing else
    public Session(
            InputStream in, Output out, PrintWriter err, boolean isTerminal, boolean isScreen, StoreOptions usual) {
        this.isScreen = isScreen;
        this.in = in;
        this.out = out;
        this.text = new PrintWriter(out, false, StandardCharsets.UTF_8);
        this.err = err;
        this.isTerminal = isTerminal;
        this.usual = usual;
    }

    /// What the command is given to read.
    public InputStream in() {
        return in;
    }

    /// For the answer.
    public Output out() {
        return out;
    }

    /// For answers that are words only; the same place as [#out()].
    public PrintWriter text() {
        return text;
    }

    /// For what went wrong, and for progress.
    public PrintWriter err() {
        return err;
    }

    /// Whether somebody watches.
    public boolean isTerminal() {
        return isTerminal;
    }

    /// Whether what is answered is shown where it can be drawn over.
    public boolean isScreen() {
        return isScreen;
    }

    /// Waits.
    ///
    /// @return whether ctrl-C ended it
    public boolean pause(Duration time) {
        try {
            return interruption.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// A builder of options that begins with the usual ones.
    public StoreOptionsBuilder options() {
        return usual.toBuilder();
    }

    /// Whether ctrl-C was pressed: the stores are being closed, or are.
    public boolean isInterrupted() {
        return isInterrupted;
    }

    /// Opens a store; closed with the session.
    public Store open(Path directory, StoreOptions options) {
        return keep(Store.open(directory, options));
    }

    /// Closes a store with the session.
    public Store keep(Store store) {
        open.push(store);
        if (isInterrupted) {
            store.close(); // opened while the others were closed
        }
        return store;
    }

    /// What is still to be said when the command is interrupted and its stores are closed.
    public void onInterrupt(Runnable words) {
        farewell = words;
    }

    /// Writes what is left to be written, and closes all stores; throws what that meets.
    public void end() {
        try {
            text.flush();
            out.flush();
        } finally {
            closeAll(Duration.ofDays(365));
            isOver = true;
        }
    }

    /// Ends the command from outside: when this returns, its stores are closed, and all that they acknowledged is
    /// durable. Whatever the command does with them meanwhile or afterwards is refused. Nothing, when it has ended.
    public void interrupt() {
        if (isOver) {
            return;
        }
        isInterrupted = true;
        interruption.countDown();
        closeAll(PATIENCE);
        farewell.run();
        err.flush();
    }

    /// The last first: a snapshot before the store it is of.
    private void closeAll(Duration patience) {
        RuntimeException first = null;
        for (Store store : open) {
            try {
                store.close(patience);
            } catch (RuntimeException refused) {
                first = first == null ? refused : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}

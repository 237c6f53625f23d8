package io.varve.tools.session;

import io.varve.tools.text.Sizes;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/// Says on standard error how far long work has come, while somebody watches a terminal or has asked for it.
///
/// **Owner:** one thread.
public final class Progress implements AutoCloseable {
    /// Often enough to be seen moving.
    private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean isShown;
    private final boolean isTerminal;
    private final long began = System.nanoTime();
    private long lastNanos = began;
    private boolean isLineOpen;

    /// Progress of one piece of work.
    ///
    /// @param isAsked whether to show it to no terminal too: then every step is a line
    public Progress(Session session, boolean isAsked) {
        this.err = session.err();
        this.isTerminal = session.isTerminal();
        this.isShown = isAsked || isTerminal;
    }

    /// Whether it is time to say something again. Cheap enough to be asked for every entry of thousands.
    public boolean isDue() {
        return isShown && System.nanoTime() - lastNanos >= EVERY_NANOS;
    }

    /// Says something, if it is time.
    public void step(Supplier<String> words) {
        if (isDue()) {
            lastNanos = System.nanoTime();
            show(words.get());
        }
    }

    /// Says how it ended.
    ///
    /// @param words what was done
    public void done(String words) {
        if (isShown) {
            show(words + " in " + Sizes.time(Duration.ofNanos(System.nanoTime() - began)));
            close();
        }
    }

    /// Leaves the line, when one is open.
    @Override
    public void close() {
        if (isLineOpen) {
            err.println();
            isLineOpen = false;
        }
    }

    private void show(String words) {
        if (isTerminal) {
            err.print(ERASE_LINE + words);
            err.flush();
            isLineOpen = true;
        } else {
            err.println(words);
        }
    }
}

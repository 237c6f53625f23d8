package io.varve.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// A sync of the log. Recorded from 10 ms on unless the settings say otherwise.
@Name("io.varve.Sync")
@Label("Sync")
@Category("Varve")
@Description("A sync of the log")
@Threshold("10 ms")
@StackTrace(false)
public final class LogSync extends Event {
    private static final LogSync FLAG = new LogSync();

    @Label("Store")
    String store = "";

    @Label("Log Segment")
    long segment;

    private LogSync() {}

    /// One that begins now; null when nobody records it.
    public static @Nullable LogSync begun() {
        if (!FLAG.isEnabled()) {
            return null;
        }
        LogSync begun = new LogSync();
        begun.begin();
        return begun;
    }

    /// It is over.
    public void over(String inStore, long lastSegment) {
        end();
        if (shouldCommit()) {
            store = inStore;
            segment = lastSegment;
            commit();
        }
    }
}

package io.varve.recording;

import io.varve.error.RejectionCause;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A time in which writes waited for something.
@Name("io.varve.Stall")
@Label("Stall")
@Category("Varve")
@Description("A time in which writes waited for something")
@StackTrace(false)
public final class Stall extends Event {
    private static final Stall FLAG = new Stall();

    @Label("Store")
    String store = "";

    @Label("Reason")
    String reason = "";

    private Stall() {}

    /// One that begins now; null when nobody records it.
    public static @Nullable Stall begun() {
        if (!FLAG.isEnabled()) {
            return null;
        }
        Stall begun = new Stall();
        begun.begin();
        return begun;
    }

    /// It is over.
    public void over(String inStore, RejectionCause waitedFor) {
        end();
        if (shouldCommit()) {
            store = inStore;
            reason = waitedFor.name();
            commit();
        }
    }
}

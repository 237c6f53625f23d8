package io.varve.recording;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// Tables that were merged into others, durably; their installation is another event.
@Name("io.varve.Compaction")
@Label("Compaction")
@Category("Varve")
@Description("Tables that were merged into others")
@StackTrace(false)
public final class Compaction extends Event {
    private static final Compaction FLAG = new Compaction();

    @Label("Store")
    String store = "";

    @Label("Reason")
    String reason = "";

    @Label("Level")
    int level;

    @Label("Tables Read")
    int inputs;

    @Label("Bytes Read")
    @DataAmount
    long inputBytes;

    @Label("Tables Written")
    int outputs;

    @Label("Bytes Written")
    @DataAmount
    long outputBytes;

    private Compaction() {}

    /// One that begins now; null when nobody records it.
    public static @Nullable Compaction begun() {
        if (!FLAG.isEnabled()) {
            return null;
        }
        Compaction begun = new Compaction();
        begun.begin();
        return begun;
    }

    /// It is over.
    ///
    /// @param why it was done
    /// @param intoLevel where its tables go
    public void over(
            String inStore, String why, int intoLevel, int tablesIn, long bytesIn, int tablesOut, long bytesOut) {
        end();
        if (shouldCommit()) {
            store = inStore;
            reason = why;
            level = intoLevel;
            inputs = tablesIn;
            inputBytes = bytesIn;
            outputs = tablesOut;
            outputBytes = bytesOut;
            commit();
        }
    }
}

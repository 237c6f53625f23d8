package io.varve.recording;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A memtable that was written as a table, durably; what comes then, its installation, is another event.
@Name("io.varve.Flush")
@Label("Flush")
@Category("Varve")
@Description("A memtable that was written as a table")
@StackTrace(false)
public final class Flush extends Event {
    private static final Flush FLAG = new Flush();

    @Label("Store")
    String store = "";

    @Label("Rotation")
    long rotation;

    @Label("Bytes of the Memtable")
    @DataAmount
    long memtableBytes;

    @Label("Bytes of the Table")
    @DataAmount
    long tableBytes;

    private Flush() {}

    /// One that begins now; null when nobody records it.
    public static @Nullable Flush begun() {
        if (!FLAG.isEnabled()) {
            return null;
        }
        Flush begun = new Flush();
        begun.begin();
        return begun;
    }

    /// It is over.
    public void over(String inStore, long ofRotation, long bytesBefore, long bytesAfter) {
        end();
        if (shouldCommit()) {
            store = inStore;
            rotation = ofRotation;
            memtableBytes = bytesBefore;
            tableBytes = bytesAfter;
            commit();
        }
    }
}

package io.varve.recording;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// Writes that went to the log together, from the call to the kernel until all were answered.
///
/// Recorded from 10 ms on unless the settings say otherwise: a store makes up to a million groups a second, and a
/// host may record always.
@Name("io.varve.GroupCommit")
@Label("Group Commit")
@Category("Varve")
@Description("Writes that went to the log together")
@Threshold("10 ms")
@StackTrace(false)
public final class GroupCommit extends Event {
    private static final GroupCommit FLAG = new GroupCommit();

    @Label("Store")
    String store = "";

    @Label("Writes")
    int writes;

    @Label("Operations")
    int operations;

    @Label("Keys and Values")
    @DataAmount
    long bytes;

    @Label("Synced")
    boolean isSynced;

    private GroupCommit() {}

    /// One that begins now; null when nobody records it.
    public static @Nullable GroupCommit begun() {
        if (!FLAG.isEnabled()) {
            return null;
        }
        GroupCommit begun = new GroupCommit();
        begun.begin();
        return begun;
    }

    /// It is over.
    public void over(String inStore, int countOfWrites, int countOfOperations, long countOfBytes, boolean wasSynced) {
        end();
        if (shouldCommit()) {
            store = inStore;
            writes = countOfWrites;
            operations = countOfOperations;
            bytes = countOfBytes;
            isSynced = wasSynced;
            commit();
        }
    }
}

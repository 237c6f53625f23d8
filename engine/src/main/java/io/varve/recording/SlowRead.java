package io.varve.recording;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/// A lookup that took long.
///
/// Not recorded unless the settings enable it, and then from 1 ms on if they say nothing else: to know how long a
/// lookup took, each must be timed, which is a tenth of one in memory; and a host may record always. The stack
/// trace says who asked.
@Name("io.varve.SlowRead")
@Label("Slow Read")
@Category("Varve")
@Description("A lookup that took long")
@Enabled(false)
@Threshold("1 ms")
@StackTrace
public final class SlowRead extends Event {
    private static final SlowRead FLAG = new SlowRead();

    @Label("Store")
    String store = "";

    @Label("Length of the Key")
    @DataAmount
    int keyLength;

    private SlowRead() {}

    /// Whether somebody records them.
    public static boolean isWanted() {
        return FLAG.isEnabled();
    }

    /// One that begins now; null when nobody records it.
    public static @Nullable SlowRead begun() {
        if (!FLAG.isEnabled()) {
            return null;
        }
        SlowRead begun = new SlowRead();
        begun.begin();
        return begun;
    }

    /// It is over.
    public void over(String inStore, int lengthOfKey) {
        end();
        if (shouldCommit()) {
            store = inStore;
            keyLength = lengthOfKey;
            commit();
        }
    }
}

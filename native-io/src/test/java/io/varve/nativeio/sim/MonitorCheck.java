package io.varve.nativeio.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/// Finds tasks that are suspended while they hold a monitor.
///
/// The JDK lets a continuation be suspended inside `synchronized` since release 24, and counts the
/// *carrier* as the owner: a second task would then enter too, or wait for ever. So it is an error
/// here, found by looking now and then. Only the first suspension after a monitor was entered shows it:
/// later, the frame that holds it may rest on the heap, where the JDK does not look.
final class MonitorCheck {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /// Throws when the caller's continuation holds a monitor, in our code or in the JDK's.
    void check(String task) {
        long[] self = {Thread.currentThread().threadId()};
        ThreadInfo info = threads.getThreadInfo(self, true, false)[0];
        int depth = depthOfTask(info.getStackTrace());
        for (MonitorInfo monitor : info.getLockedMonitors()) {
            if (monitor.getLockedStackDepth() < depth) {
                throw new SimulationFailure(task + " is suspended inside synchronized: " + monitor + " at "
                        + monitor.getLockedStackFrame());
            }
        }
    }

    /// How many frames on top of the stack belong to the task; those below are the carrier's.
    private static int depthOfTask(StackTraceElement[] stack) {
        int depth = 0;
        while (depth < stack.length && !stack[depth].getClassName().equals("jdk.internal.vm.Continuation")) {
            depth++;
        }
        return depth;
    }
}

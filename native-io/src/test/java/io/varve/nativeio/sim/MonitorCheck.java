package io.varve.nativeio.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/// Finds tasks that are suspended while they hold a monitor.
///
/// The JDK lets a continuation be suspended inside `synchronized` since release 24, and counts the
/// *carrier* as the owner: a second task would then enter too, or wait for ever. So it is an error
/// here, found by looking now and then.
final class MonitorCheck {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    void check(String task) {
        long[] self = {Thread.currentThread().threadId()};
        ThreadInfo info = threads.getThreadInfo(self, true, false)[0];
        for (var monitor : info.getLockedMonitors()) {
            StackTraceElement frame = monitor.getLockedStackFrame();
            if (!frame.getClassName().startsWith("java.")
                    && !frame.getClassName().startsWith("jdk.")) {
                throw new SimulationFailure(task + " is suspended inside synchronized: " + monitor + " at " + frame);
            }
        }
    }
}

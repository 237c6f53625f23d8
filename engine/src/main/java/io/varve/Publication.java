package io.varve;

import io.varve.delivery.Events;
import org.jspecify.annotations.Nullable;

/// The ways by which an open store shows its statistics to who has no reference to it.
///
/// Nothing here may refer to the store itself: one that was forgotten is to be found out.
///
/// @param file null when there is none
/// @param bean takes the MBean away; null when there is none
record Publication(
        @Nullable StatisticsFile file, @Nullable Runnable bean) {
    /// Begins to show them, as far as the options want it and the machine allows it.
    static Publication start(StoreParts parts, Gauging stats, Events events) {
        StatisticsFile file = StatisticsFile.start(
                parts, isClosed -> isClosed ? stats.reportInside(true) : stats.report(false), events);
        String directory = parts.directory().path();
        Runnable bean =
                parts.options().jmx() ? StoreBean.register(directory, () -> stats.report(false), events::emit) : null;
        return new Publication(file, bean);
    }

    /// Nobody is let in any more who would be asked. More than once is as good as once.
    void shut() {
        if (bean != null) {
            bean.run();
        }
    }

    /// Says for the last time what there was to say.
    ///
    /// @return false when the thread that writes is stuck in the kernel
    boolean end(long deadlineNanos) {
        return file == null || file.close(deadlineNanos);
    }
}

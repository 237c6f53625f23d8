package io.varve;

import io.varve.delivery.Events;
import org.jspecify.annotations.Nullable;

/// Where a store shows its statistics to others, as its options say: a file, and a bean.
///
/// **Owner:** the store. Nothing of it refers to the store itself: one that was forgotten is to be found out.
///
/// @param file null when it has none
/// @param bean takes it back; null when there is none
record Publishing(@Nullable StatisticsFile file, @Nullable Runnable bean) {
    /// Begins.
    static Publishing start(StoreParts parts, Gauging gauging, Events events) {
        StatisticsFile file = StatisticsFile.start(
                parts, isClosed -> isClosed ? gauging.reportInside(true) : gauging.report(false), events);
        String directory = parts.directory().path();
        Runnable bean =
                parts.options().jmx() ? StoreBean.register(directory, () -> gauging.report(false), events::emit) : null;
        return new Publishing(file, bean);
    }
}

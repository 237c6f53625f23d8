package io.varve.delivery;

import io.varve.event.StoreEvent;
import io.varve.event.StoreListener;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Tells one event to everybody who wants to know: the flight recorder, the logger, the listener.
///
/// **Owner:** the thread of [Events]; the counters may be read by any.
///
/// **Promises:** whatever anybody throws is counted and goes no further.
final class EventTeller {
    private final String store;
    private final System.@Nullable Logger logger;
    private final @Nullable StoreListener listener;
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();

    EventTeller(String store, System.@Nullable Logger logger, @Nullable StoreListener listener) {
        this.store = store;
        this.logger = logger;
        this.listener = listener;
    }

    void tell(StoreEvent event) {
        keepRecord(event);
        if (listener != null) {
            try {
                listener.onEvent(event);
            } catch (Throwable thrown) { // user code: also its Errors stay with it
                failures.incrementAndGet();
                keepRecord(new StoreEvent.ListenerFailed(event.kind(), thrown));
            }
        }
        told.incrementAndGet();
    }

    /// Events that were told.
    long told() {
        return told.get();
    }

    /// How often listener, logger or recorder threw.
    long failures() {
        return failures.get();
    }

    private void keepRecord(StoreEvent event) {
        try {
            RecordedEvent.record(store, event);
            if (logger != null) {
                log(logger, event);
            }
        } catch (Throwable thrown) { // a logger is user code too
            failures.incrementAndGet();
        }
    }

    private void log(System.Logger to, StoreEvent event) {
        System.Logger.Level level = switch (event.severity()) {
            case DEBUG -> System.Logger.Level.DEBUG;
            case INFO -> System.Logger.Level.INFO;
            case WARNING -> System.Logger.Level.WARNING;
            case ERROR -> System.Logger.Level.ERROR;
        };
        if (to.isLoggable(level)) {
            to.log(level, store + ": " + event, failureIn(event));
        }
    }

    private static @Nullable Throwable failureIn(StoreEvent event) {
        return switch (event) {
            case StoreEvent.StoreFailed failed -> failed.failure();
            case StoreEvent.BackgroundFailed failed -> failed.failure();
            case StoreEvent.ListenerFailed failed -> failed.failure();
            case StoreEvent.HandleForgotten forgotten -> forgotten.opened();
            default -> null;
        };
    }
}

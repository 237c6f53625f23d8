package io.varve;

import io.varve.error.RejectionCause;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import org.jspecify.annotations.Nullable;

/// Tells the first rejection of a series as an event; a series ends with a write that is let in.
final class Rejections {
    private final EventSink events;

    /// Why writes are being rejected; null while they are not. Racy on purpose: it decides only which
    /// rejection is told as the first of its series.
    private volatile @Nullable RejectionCause series;

    Rejections(EventSink events) {
        this.events = events;
    }

    void note(RejectionCause why) {
        if (series != why) {
            series = why;
            events.emit(new StoreEvent.WriteRejected(why));
        }
    }

    void end() {
        if (series != null) {
            series = null;
        }
    }
}

package io.varve.event;

/// Somebody who wants to know what happens inside a store.
///
/// It is called on a thread of its own, one event after the other. It may take its time: when it is too
/// slow, events are dropped, counted and reported ([StoreEvent.EventsLost]), and the store does not
/// notice. What it throws is counted and goes no further. It may call the store, also to close it; the
/// thread then ends after the callback.
@FunctionalInterface
public interface StoreListener {
    /// Something happened. Switches over the sealed [StoreEvent] need a default: new kinds will come.
    void onEvent(StoreEvent event);
}

package io.varve.event;

/// Where parts of the store say what happened.
///
/// The call never blocks, never throws and allocates nothing, so that the writer may make it. The event
/// itself is an object: emit where something begins, ends or is rare, never per write. A refusal is
/// counted; only the first of a series is an event.
@FunctionalInterface
public interface EventSink {
    /// Tells nobody.
    EventSink NONE = event -> {};

    /// Hands an event over. Events of one thread are told in their order.
    void emit(StoreEvent event);

    /// Hands an event over that need not be told before [#wake()] is called, or the next is emitted: to wake who
    /// tells it takes longer than all else.
    default void leave(StoreEvent event) {
        emit(event);
    }

    /// Sees to it that what was left is told.
    default void wake() {}
}

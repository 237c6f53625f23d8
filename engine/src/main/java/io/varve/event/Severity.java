package io.varve.event;

/// How much an event should matter to whoever runs the store.
public enum Severity {
    /// The ordinary course of things, and often.
    DEBUG,

    /// The ordinary course of things.
    INFO,

    /// Worth a look: something was slow, refused or lost, and the store goes on.
    WARNING,

    /// Somebody has to act.
    ERROR
}

package io.varve.nativeio.sim;

/// Who hears that the kernel could not write dirty data back.
public enum Told {
    /// Each file that is open then, and those opened before anybody heard: once, at its next sync.
    EVERYBODY,

    /// One file that is open besides the one that wrote; nobody when there is none.
    ANOTHER,

    /// The file that wrote, when it is closed: its syncs say nothing.
    AT_CLOSE
}

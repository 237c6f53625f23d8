package io.varve.nativeio.sim;

/// What can go wrong with data that was written without an error.
public enum WriteDamage {
    /// It never leaves the page cache; written directly, it goes nowhere.
    LOST,

    /// It lands in another place of the file: two victims.
    MISDIRECTED,

    /// One bit is another.
    BIT_FLIP
}

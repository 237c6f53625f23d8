package io.varve.nativeio.sim;

/// What can go wrong with data that was written without an error.
public enum WriteDamage {
    /// It never leaves the page cache; written directly, it goes nowhere.
    LOST,

    /// It lands in another place of the file: two victims.
    MISDIRECTED,

    /// The device lets it land in another file: the page cache shows neither, until it drops the pages.
    MISDIRECTED_TO_ANOTHER_FILE,

    /// One bit is another.
    BIT_FLIP
}

package io.varve.nativeio.sim;

/// What can be wrong with data that was read without an error.
public enum ReadDamage {
    /// One bit is another.
    BIT_FLIP,

    /// One sector is zeros.
    ZERO_SECTOR,

    /// One sector is 0xFF in every byte, as erased flash is.
    ONES_SECTOR,

    /// One sector is what it was before it was last made durable.
    STALE_SECTOR,

    /// It comes from another place of the file.
    MISDIRECTED
}

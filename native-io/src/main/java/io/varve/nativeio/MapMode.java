package io.varve.nativeio;

/// What a mapping may be used for.
public enum MapMode {
    /// Loads only; a store ends the process, and is an `IllegalStateException` in [Checked] mode.
    READ,

    /// Loads and stores; the file must have been opened for both.
    READ_WRITE
}

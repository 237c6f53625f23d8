package io.varve.nativeio;

/// What a mapping may be used for.
public enum MapMode {
    /// Loads only; a store ends the process.
    READ,

    /// Loads and stores; the file must have been opened for both.
    READ_WRITE
}

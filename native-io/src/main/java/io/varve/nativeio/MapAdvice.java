package io.varve.nativeio;

/// How a mapped range will be used.
public enum MapAdvice {
    /// No special treatment.
    NORMAL,

    /// In no order: read-ahead would be wasted.
    RANDOM,

    /// Front to back, once.
    SEQUENTIAL,

    /// Soon: start reading now, without waiting.
    WILL_NEED,

    /// Not soon: the pages may be unmapped; they come back from the file when touched.
    DONT_NEED
}

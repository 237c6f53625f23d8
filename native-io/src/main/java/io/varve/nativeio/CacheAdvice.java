package io.varve.nativeio;

/// How a range of a file will be used through reads and writes.
public enum CacheAdvice {
    /// No special treatment.
    NORMAL,

    /// In no order: read-ahead would be wasted.
    RANDOM,

    /// Front to back.
    SEQUENTIAL,

    /// Soon: start reading now.
    WILL_NEED,

    /// Not soon: clean pages may leave the page cache.
    DONT_NEED
}

package io.varve.nativeio;

/// The seam to time.
public interface Clock {
    /// Nanoseconds since some fixed moment; never goes back. For durations and deadlines.
    long nanoTime();

    /// Milliseconds since 1970, as the machine believes; may jump either way.
    long wallMillis();
}

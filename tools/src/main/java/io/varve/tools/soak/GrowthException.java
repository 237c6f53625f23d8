package io.varve.tools.soak;

import java.util.Arrays;

/// Something that must stay as it is has grown.
public final class GrowthException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long[] series;

    GrowthException(String what, long before, long after, long[] series) {
        super(what + " has grown from " + before + " to " + after + ": " + Arrays.toString(series));
        this.series = series.clone();
    }

    /// All of it.
    public long[] series() {
        return series.clone();
    }
}

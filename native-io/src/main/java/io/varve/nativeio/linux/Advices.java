package io.varve.nativeio.linux;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.MapAdvice;

/// Advice as numbers of the kernel; `fadvise` and `madvise` number alike what both have.
final class Advices {
    private Advices() {}

    static int of(CacheAdvice advice) {
        return switch (advice) {
            case NORMAL -> Numbers.MADV_NORMAL;
            case RANDOM -> Numbers.MADV_RANDOM;
            case SEQUENTIAL -> Numbers.MADV_SEQUENTIAL;
            case WILL_NEED -> Numbers.MADV_WILLNEED;
            case DONT_NEED -> Numbers.MADV_DONTNEED;
        };
    }

    static int of(MapAdvice advice) {
        return switch (advice) {
            case NORMAL -> Numbers.MADV_NORMAL;
            case RANDOM -> Numbers.MADV_RANDOM;
            case SEQUENTIAL -> Numbers.MADV_SEQUENTIAL;
            case HUGE -> Numbers.MADV_HUGEPAGE;
            case WILL_NEED -> Numbers.MADV_WILLNEED;
            case DONT_NEED -> Numbers.MADV_DONTNEED;
        };
    }
}

package io.varve.nativeio.linux;

import java.util.concurrent.atomic.AtomicLong;

/// How many ranges this process has mapped through us, as the kernel counts: a part of a mapping that is
/// locked or advised otherwise than the rest is one more.
///
/// **Promises:** never more than half of what the kernel allows a process. Near the whole of it the JVM
/// itself can no longer map memory for its threads and its collector, and ends.
///
/// **Requires:** nobody splits a mapping into more pieces than it was counted for. So advice that splits
/// is for whole mappings ([io.varve.nativeio.MapAdvice]), locking for whole regions, and those count
/// with their red zones.
final class MappingCount {
    private static final long LIMIT = MachineLimits.readMaxMappings() / 2;
    private static final AtomicLong COUNT = new AtomicLong();

    private MappingCount() {}

    /// Counts some more; false, with nothing counted, when that would be too many.
    static boolean tryAdd(int ranges) {
        if (COUNT.addAndGet(ranges) <= LIMIT) {
            return true;
        }
        COUNT.addAndGet(-ranges);
        return false;
    }

    static long limit() {
        return LIMIT;
    }

    static long count() {
        return COUNT.get();
    }

    static void remove(int ranges) {
        COUNT.addAndGet(-ranges);
    }
}

package io.varve.nativeio;

import java.lang.foreign.MemorySegment;

/// The segment that covers every address, for [Region] alone.
final class Everything {
    private Everything() {}

    @SuppressWarnings("restricted") // one of the two border posts; the other is linux.Kernel
    static MemorySegment segment() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }
}

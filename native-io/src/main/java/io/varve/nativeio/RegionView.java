package io.varve.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A part of a region, shown read-only to code that must not keep it: after [#close()] every use of the
/// segment throws.
///
/// **Owner:** the thread that made it, which alone can use the segment.
public final class RegionView implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment segment;

    RegionView(MemorySegment part) {
        this.segment = Foreign.scoped(part, arena);
    }

    /// The part.
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void close() {
        arena.close();
    }
}

package io.varve.nativeio;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Segments over memory that others describe by address, and views that end.
public final class Foreign {
    private Foreign() {}

    /// Memory of somebody else, who keeps it alive while it is used.
    @SuppressWarnings("restricted") // the owner of the memory vouches for address and length
    public static MemorySegment segment(long address, long length) {
        return MemorySegment.ofAddress(address).reinterpret(length);
    }

    /// The same memory as a segment that dies with an arena.
    @SuppressWarnings("restricted") // the same bounds, and a shorter life
    static MemorySegment scoped(MemorySegment segment, Arena arena) {
        return segment.reinterpret(arena, null).asReadOnly();
    }
}

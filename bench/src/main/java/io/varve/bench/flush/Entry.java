package io.varve.bench.flush;

import io.varve.Durability;
import io.varve.Store;
import io.varve.WriteBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Keys of 16 bytes in no order, values of 100 bytes, and the memory that one thread writes them from.
final class Entry {
    static final int BYTES = 116;

    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final MemorySegment key = Arena.ofAuto().allocate(16, 8);
    private final MemorySegment value = Arena.ofAuto().allocate(100, 8);

    void put(Store store, long number) {
        set(number);
        store.put(key, value, Durability.PROCESS);
    }

    /// Writes as many as there are numbers from `first` to before `end`, together.
    void putAll(Store store, WriteBatch batch, long first, long end) {
        batch.clear();
        for (long number = first; number < end; number++) {
            set(number);
            batch.put(key, value);
        }
        store.write(batch, Durability.PROCESS);
    }

    private void set(long number) {
        key.set(ValueLayout.JAVA_LONG, 0, number * MIX);
        key.set(ValueLayout.JAVA_LONG, 8, number);
        value.set(ValueLayout.JAVA_LONG, 0, number);
    }
}

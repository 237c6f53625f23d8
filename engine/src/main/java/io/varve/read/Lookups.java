package io.varve.read;

import io.varve.format.RecordLimits;
import io.varve.memory.Keys;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionPool;
import io.varve.view.Calls;
import java.util.function.LongSupplier;

/// The lookups of a store, one for each place that a call can have; who has none makes one for itself.
public final class Lookups implements AutoCloseable {
    /// Bytes of a key that need no memory of their own: nearly all keys. And for 32 of 16 bytes, looked up together.
    private static final int INLINE_BYTES = 640;

    private static final int LONG_KEYS_KEPT = 16;

    private final Memory memory;
    private final LongSupplier time;
    private final Region inline;
    private final RegionPool longKeys;
    private final Lookup[] lookups = new Lookup[Calls.scratchCount()];

    /// Takes the memory for all of them.
    ///
    /// @param time of the engine, by which entries are over
    public Lookups(Memory memory, MemoryAccount account, LongSupplier time) {
        this.memory = memory;
        this.time = time;
        this.inline = memory.allocate(account, (long) lookups.length * INLINE_BYTES, Pages.BASE);
        this.longKeys = new RegionPool(
                memory, account, RecordLimits.MAX_KEY_LENGTH + 1L + Keys.SLACK, Pages.BASE, LONG_KEYS_KEPT);
        for (int i = 0; i < lookups.length; i++) {
            lookups[i] = new Lookup(inline.slice((long) i * INLINE_BYTES, INLINE_BYTES), longKeys, time);
        }
    }

    /// The lookup of a call that is inside.
    ///
    /// @param ticket of [Calls]
    public Lookup of(int ticket) {
        int index = Calls.scratchIndex(ticket);
        return index >= 0 ? lookups[index] : new Lookup(inline.slice(0, 0), longKeys, time);
    }

    /// Gives the memory back. Nobody is inside any more.
    @Override
    public void close() {
        longKeys.close();
        memory.free(inline);
    }
}

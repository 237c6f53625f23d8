package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionPool;

/// Buffers for writes that do not fit a place of the ring: pools by powers of two, so that the next large
/// write finds the pages of the last one. Any thread.
final class LargeBuffers implements AutoCloseable {
    private static final int SMALLEST_BITS = 12;
    private static final int CLASSES = 20;

    /// Kept of each size. More are made when more are needed at once, and go back to the machine.
    private static final int KEPT = 2;

    private final RegionPool[] pools = new RegionPool[CLASSES];

    LargeBuffers(Memory memory, MemoryAccount account) {
        for (int i = 0; i < CLASSES; i++) {
            pools[i] = new RegionPool(memory, account, 1L << (SMALLEST_BITS + i), Pages.BASE, KEPT);
        }
    }

    /// A buffer of at least `size` bytes.
    ///
    /// @throws WriteRejectedException when the budget has no room for it
    Region take(long size) {
        try {
            return pools[classOf(size)].take();
        } catch (MemoryRefusedException refused) {
            throw new WriteRejectedException(RejectionCause.MEMORY_BUDGET, String.valueOf(refused.getMessage()));
        }
    }

    void give(Region buffer) {
        pools[classOf(buffer.size())].give(buffer);
    }

    @Override
    public void close() {
        for (RegionPool pool : pools) {
            pool.close();
        }
    }

    private static int classOf(long size) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(size, 1) - 1);
        return Math.max(bits - SMALLEST_BITS, 0);
    }
}

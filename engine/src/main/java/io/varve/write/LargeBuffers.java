package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionPool;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Buffers for writes that do not fit a place of the ring: pools by powers of two, so that the next large
/// write finds the pages of the last one. Any thread.
///
/// **Promises:** at most the bytes it was given are out at a time, or one buffer when that is larger.
final class LargeBuffers implements AutoCloseable {
    private static final int SMALLEST_BITS = 12;
    private static final int CLASSES = 20;

    /// Kept of each size. More are made when more are needed at once, and go back to the machine.
    private static final int KEPT = 2;

    private final RegionPool[] pools = new RegionPool[CLASSES];
    private final long limit;
    private final AtomicLong out = new AtomicLong();

    /// @param limit bytes that may be out at a time
    LargeBuffers(Memory memory, MemoryAccount account, long limit) {
        this.limit = limit;
        for (int i = 0; i < CLASSES; i++) {
            pools[i] = new RegionPool(memory, account, bytesOf(i), Pages.BASE, KEPT);
        }
    }

    /// A buffer of at least `size` bytes; null while too many bytes are out.
    ///
    /// @throws WriteRejectedException when the budget has no room for it
    @Nullable
    Region tryTake(long size) {
        int pool = classOf(size);
        if (!tryReserve(bytesOf(pool))) {
            return null;
        }
        boolean isTaken = false;
        try {
            Region taken = pools[pool].take();
            isTaken = true;
            return taken;
        } catch (MemoryRefusedException refused) {
            throw new WriteRejectedException(RejectionCause.MEMORY_BUDGET, String.valueOf(refused.getMessage()));
        } finally {
            if (!isTaken) {
                out.addAndGet(-bytesOf(pool));
            }
        }
    }

    void give(Region buffer) {
        long bytes = buffer.size();
        pools[classOf(bytes)].give(buffer);
        out.addAndGet(-bytes);
    }

    @Override
    public void close() {
        for (RegionPool pool : pools) {
            pool.close();
        }
    }

    private boolean tryReserve(long bytes) {
        long now = out.get();
        while (now == 0 || now + bytes <= limit) {
            if (out.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = out.get();
        }
        return false;
    }

    private static long bytesOf(int pool) {
        return 1L << (SMALLEST_BITS + pool);
    }

    private static int classOf(long size) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(size, 1) - 1);
        return Math.max(bits - SMALLEST_BITS, 0);
    }
}

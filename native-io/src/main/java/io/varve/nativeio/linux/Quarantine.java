package io.varve.nativeio.linux;

import io.varve.nativeio.Checked;
import io.varve.nativeio.RegionLife;
import java.util.ArrayDeque;
import java.util.Deque;

/// Where freed memory rests in checked mode, poisoned, before it is unmapped: a write that comes late
/// meets the poison and is found when the memory leaves, instead of hitting somebody else's.
final class Quarantine {
    /// What rests here at most; beyond the budget, and in checked mode only.
    private static final long CAPACITY = 32L * 1024 * 1024;

    private static final Deque<Resting> RESTING = new ArrayDeque<>();
    private static long size;

    private Quarantine() {}

    private record Resting(RedZones zones, RegionLife life) {}

    static synchronized void add(RedZones zones, RegionLife life) {
        zones.fill(Checked.FREED);
        RESTING.addLast(new Resting(zones, life));
        size += zones.size();
        while (size > CAPACITY) {
            release(RESTING.removeFirst());
        }
    }

    /// Lets everything go, looking at all of it.
    static synchronized void drain() {
        while (!RESTING.isEmpty()) {
            release(RESTING.removeFirst());
        }
    }

    private static void release(Resting resting) {
        size -= resting.zones.size();
        try {
            resting.zones.checkFreed(resting.life);
        } finally {
            resting.zones.unmap();
        }
    }
}

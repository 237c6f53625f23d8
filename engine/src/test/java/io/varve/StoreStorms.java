package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.testing.Await;
import java.util.List;

/// What the storm tests share.
final class StoreStorms {
    private StoreStorms() {}

    /// Options of a store in which everything is small, so that it fills, rotates and wraps all the time.
    static StoreOptionsBuilder small() {
        return StoreOptions.builder()
                .memtableBytes(64 << 10)
                .logSegmentBytes(64 << 10)
                .logBufferBytes(8 << 10)
                .ringSize(16)
                .diskReserveBytes(0)
                .overflowBytes(64 << 10);
    }

    /// No thread of any store is left.
    static void assertNoThreadLeft() {
        Await.until("the end of the store's threads", () -> threads().isEmpty());
        assertEquals(List.of(), threads());
    }

    /// The threads of all open stores of this process.
    static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("varve-"))
                .toList();
    }
}

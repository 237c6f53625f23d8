package io.varve.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Counters while many look, and what counting costs.
final class CountersTest {
    private static final int COUNTS = 200_000;
    private static final int THREADS = 3;

    @Test
    void ofTheWriterNeverGoBackForAReader() throws Exception {
        StoreCounters counters = new StoreCounters();
        AtomicBoolean isDone = new AtomicBoolean();
        AtomicReference<String> problem = new AtomicReference<>();
        List<Thread> readers = startAll(THREADS, () -> {
            long last = 0;
            long lastCount = 0;
            while (!isDone.get()) {
                long now = counters.writer().get(WriterCounter.RECORDS);
                long count = counters.syncNanos().snapshot().count();
                if (now < last || count < lastCount || now % 3 != 0) {
                    problem.set(last + " then " + now + ", " + lastCount + " then " + count);
                }
                last = now;
                lastCount = count;
            }
        });

        for (int i = 0; i < COUNTS; i++) {
            counters.writer().add(WriterCounter.RECORDS, 3);
            counters.syncNanos().record(i);
        }
        isDone.set(true);
        joinAll(readers);

        assertNull(problem.get());
        assertEquals(3L * COUNTS, counters.writer().get(WriterCounter.RECORDS));
        assertEquals(0, counters.writer().get(WriterCounter.GROUPS));
        assertEquals(COUNTS, counters.syncNanos().snapshot().count());
    }

    @Test
    void ofCallersLoseNothingWhenMany() throws Exception {
        CauseCounters counters = new CauseCounters();

        joinAll(startAll(THREADS, () -> {
            for (int i = 0; i < COUNTS; i++) {
                counters.add(RejectionCause.RING_FULL, 1);
                counters.add(RejectionCause.DEADLINE, 2);
            }
        }));

        assertEquals(
                Map.of(
                        RejectionCause.RING_FULL,
                        (long) THREADS * COUNTS,
                        RejectionCause.DEADLINE,
                        2L * THREADS * COUNTS),
                counters.nonZero());
        assertEquals(0, counters.get(RejectionCause.CLOSED));
    }

    @Test
    void allocateNothing() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        StoreCounters counters = new StoreCounters();
        long allocated = 1;

        for (int round = 0; round < 1000 && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                counters.writer().add(WriterCounter.RECORDS, 1);
                counters.groupRecords().record(i);
                counters.rejections().add(RejectionCause.RING_FULL, 1);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }

        assertEquals(0, allocated);
    }

    private static List<Thread> startAll(int count, Runnable body) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofPlatform().start(body));
        }
        return threads;
    }

    private static void joinAll(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(60_000);
            assertTrue(!thread.isAlive(), "a thread that does not end");
        }
    }
}

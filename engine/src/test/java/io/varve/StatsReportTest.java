package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.delivery.Events;
import io.varve.error.RejectionCause;
import io.varve.event.StoreState;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import io.varve.stats.StoreCounters;
import io.varve.stats.WriterCounter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatsReportTest {
    private static final TableGauges NO_TABLES = new TableGauges(0, List.of(), 0, 0, 0);

    private static final StoreStats.Adaptation NO_ADAPTATION =
            new StoreStats.Adaptation(false, List.of(8, 4), 0, 0, 0, 0, 0, 0, 0, 0);

    private static final StoreGauges GAUGES = new StoreGauges(
            9_000,
            StoreState.OPEN,
            120,
            100,
            3,
            40,
            4096,
            1,
            8192,
            NO_TABLES,
            NO_ADAPTATION,
            1_000_000,
            4096,
            17,
            4,
            77);

    private final StoreCounters counters = new StoreCounters();
    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private final Events events = Events.start(Linux.scheduler(Linux.daemonThreads()), "/data", 8, null, false);
    private final StatsReport report = new StatsReport(counters, budget, events, counter -> 0);

    @AfterEach
    void end() {
        assertTrue(events.close(Scheduler.NEVER));
    }

    @Test
    void isZeroAtFirst() {
        StoreStats stats = report.take(new StoreGauges(
                0, StoreState.OPEN, 0, 0, 0, 0, 0, 0, 0, NO_TABLES, NO_ADAPTATION, 1_000_000, 4096, 0, 0, 0));

        assertEquals(0, stats.writes().records());
        assertEquals(0, stats.log().bytes());
        assertEquals(0, stats.log().syncNanos().mean());
        assertEquals(Map.of(), stats.writes().rejections());
        assertEquals(new StoreStats.Events(0, 0, 0), stats.events());
    }

    @Test
    void putsEveryCountInItsPlace() {
        int amount = 1;
        for (WriterCounter counter : WriterCounter.values()) {
            counters.writer().add(counter, amount++);
        }
        counters.groupRecords().record(3);
        counters.commitNanos().record(4);
        counters.syncNanos().record(5);
        counters.rotationNanos().record(3);
        counters.rejections().add(RejectionCause.RING_FULL, 7);
        counters.stalls().add(RejectionCause.FLUSH_BEHIND, 2);
        counters.stallNanos().add(RejectionCause.FLUSH_BEHIND, 900);

        counters.backgroundFailures().add(11);
        counters.forgottenHandles().add(13);

        StoreStats stats = report.take(GAUGES);

        StoreStats.Distribution three = new StoreStats.Distribution(1, 3, 3, 3, 3, 3, 3);
        StoreStats.Distribution four = new StoreStats.Distribution(1, 4, 4, 4, 4, 4, 4);
        StoreStats.Distribution five = new StoreStats.Distribution(1, 5, 5, 5, 5, 5, 5);
        assertEquals(
                new StoreStats.Writes(
                        2,
                        3,
                        4,
                        1,
                        three,
                        four,
                        9,
                        Map.of(RejectionCause.RING_FULL, 7L),
                        Map.of(RejectionCause.FLUSH_BEHIND, new StoreStats.Stall(2, 900)),
                        1_000_000),
                stats.writes());
        assertEquals(new StoreStats.Log(5, 3, 7, 6, five), stats.log());
        assertEquals(new StoreStats.Memtables(40, 4096, 1, 8192, 8, three), stats.memtables());
        assertEquals(new StoreStats.Ring(4096, 17), stats.ring());
        assertEquals(new StoreStats.Cursors(4, 77), stats.cursors());
        assertEquals(11, stats.backgroundFailures());
        assertEquals(13, stats.forgottenHandles());
        assertEquals(120, stats.visibleSequence());
        assertEquals(100, stats.durableSequence());
    }

    @Test
    void showsForHowLongAMergeHasBeenRunning() {
        assertEquals(0, report.take(GAUGES).tables().mergingNanos());
        counters.flush().onMergeBegun(4_000);
        assertEquals(5_000, report.take(GAUGES).tables().mergingNanos());
        counters.flush().onMergeOver();
        assertEquals(0, report.take(GAUGES).tables().mergingNanos());
    }

    @Test
    void tellsMemoryByAccount() {
        budget.account("memtable").reserve(1000);
        budget.account("ring").reserve(24);

        StoreStats.Memory memory = report.take(GAUGES).memory();

        assertEquals(1 << 20, memory.limit());
        assertEquals(1024, memory.used());
        assertEquals(
                List.of(new StoreStats.Account("memtable", 1000, 1000), new StoreStats.Account("ring", 24, 24)),
                memory.accounts());
    }

    @Test
    void doesNotChangeAfterwards() {
        StoreStats before = report.take(GAUGES);

        counters.writer().add(WriterCounter.RECORDS, 5);

        assertEquals(0, before.writes().records());
        assertEquals(5, report.take(GAUGES).writes().records());
        assertThrows(
                UnsupportedOperationException.class,
                () -> before.writes().rejections().put(RejectionCause.CLOSED, 1L));
    }

    @Test
    void readsAsText() {
        counters.rejections().add(RejectionCause.RING_FULL, 7);

        String text = report.take(GAUGES).toString();

        assertTrue(text.startsWith("store: OPEN, visible 120, durable 100, failures 0, forgotten handles 0\n"), text);
        assertTrue(text.contains("rejections={RING_FULL=7}"), text);
        assertEquals(12, text.lines().count(), text);
    }
}

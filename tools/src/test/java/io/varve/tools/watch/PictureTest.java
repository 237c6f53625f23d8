package io.varve.tools.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.PublishedStatistics;
import io.varve.StoreStats;
import io.varve.error.RejectionCause;
import io.varve.event.StoreState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The picture of a store at work.
final class PictureTest {
    private static final StoreStats.Distribution NANOS =
            new StoreStats.Distribution(10, 1, 1_500, 2_000, 81_000, 12_300_000, 2_500_000_000L);

    @Test
    void showsRatesSinceTheOneBefore() {
        PublishedStatistics before = statistics(7, 1_000, 10_000);
        PublishedStatistics now = statistics(8, 2_000, 12_000);

        List<String> lines = Picture.of(now, before);

        assertEquals("""
                writes    500/s  48.8 KiB/s  5.0 to a group
                  commit  p50 1.5 us  p99 81 us  p99.9 12.3 ms  max 2.5 s
                reads     2,000/s  50% in memory, 25% in level 0, 0% in runs, 25% nowhere
                  lookup  p50 1.5 us  p99 81 us  p99.9 12.3 ms  max 2.5 s
                log       97.7 KiB/s  50 syncs/s  3 files of what is in no table
                  sync    p50 1.5 us  p99 81 us  p99.9 12.3 ms  max 2.5 s
                flush     48.8 KiB/s  20 flushes in all, 2 failed
                merge     97.7 KiB/s read, 48.8 KiB/s written  4 merges in all, 5.0 MiB to do; some run for 3.0 s
                stalls    FLUSH_BEHIND  2 stalls, 2 ms; in this time 1 ms
                          writes are slowed down to 2.0 MiB/s
                memory    [############            ]  512.0 KiB of 1.0 MiB
                          memtable 384.0 KiB, ring 128.0 KiB
                costs     write x3.00 (x2.00 without the log), read 0.50 tables, space x1.25, stored x1.02
                memtable  [###                     ]  100.0 KiB, 1,000 entries
                frozen    [######                  ]  200.0 KiB, 2 memtables
                level 0   [#                       ]  1.0 KiB, 4 tables, 10 entries, 1 tombstone
                level 2   [########################]  800.0 KiB, 7 tables in 2 runs, 8,000 entries, 0 tombstones
                """.lines().toList(), lines);
    }

    @Test
    void showsRatesSinceTheOpenWhenThereIsNothingBefore() {
        assertEquals(
                "writes    250/s  24.4 KiB/s  5.0 to a group",
                Picture.of(statistics(8, 2_000, 12_000), null).getFirst());
        assertEquals(
                "writes    250/s  24.4 KiB/s  5.0 to a group",
                Picture.of(statistics(8, 2_000, 12_000), statistics(9, 1_000, 11_000))
                        .getFirst(),
                "the one before was said before an open");
    }

    @Test
    void aBarHasAPlaceForWhateverIsThere() {
        assertEquals("[                        ]", Picture.bar(0, 100));
        assertEquals("[#                       ]", Picture.bar(1, 1_000_000));
        assertEquals("[########################]", Picture.bar(200, 100));
        assertEquals("[                        ]", Picture.bar(0, 0));
    }

    /// @param done how much of everything
    private static PublishedStatistics statistics(long serial, long done, long writtenMillis) {
        StoreStats stats = new StoreStats(
                StoreState.OPEN,
                true,
                done,
                done,
                0,
                0,
                new StoreStats.Writes(
                        done,
                        done,
                        100 * done,
                        done / 5,
                        NANOS,
                        NANOS,
                        0,
                        Map.of(),
                        Map.of(RejectionCause.FLUSH_BEHIND, new StoreStats.Stall(done / 1000, done * 1000)),
                        2 << 20),
                new StoreStats.Reads(2 * done, done, 0, done, 0, 0, 0, 0, 0, NANOS),
                new StoreStats.Log(200 * done, 3, 0, done / 10, NANOS),
                new StoreStats.Memtables(1000, 100 << 10, 2, 200 << 10, 9, NANOS),
                new StoreStats.Tables(
                        1,
                        4,
                        7,
                        801 << 10,
                        0,
                        8010,
                        1,
                        0,
                        0,
                        done / 100,
                        100 * done,
                        done / 500,
                        200 * done,
                        100 * done,
                        0,
                        5 << 20,
                        3_000_000_000L,
                        2,
                        0,
                        0,
                        NANOS,
                        NANOS),
                List.of(
                        new StoreStats.Level(0, 4, 4, 1 << 10, 1, 10, 1),
                        new StoreStats.Level(2, 2, 7, 800 << 10, 1, 8000, 0)),
                new StoreStats.Amplification(3, 2, 0.5, 1.25, 1.02),
                new StoreStats.Adaptation(false, List.of(8, 4), 0, 0, 0, 0, 0, 0, 0, 0),
                new StoreStats.Ring(64, 0),
                new StoreStats.Cursors(0, 0),
                new StoreStats.Memory(
                        1 << 20,
                        512 << 10,
                        1 << 20,
                        List.of(
                                new StoreStats.Account("ring", 128 << 10, 0),
                                new StoreStats.Account("unused", 0, 0),
                                new StoreStats.Account("memtable", 384 << 10, 0))),
                new StoreStats.Events(0, 0, 0));
        return new PublishedStatistics(1, 2, 4711, 1, 4_000, writtenMillis, serial, 1, stats);
    }
}

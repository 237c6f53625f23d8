package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every option with a range at, below and above both of its edges.
final class OptionRangesTest {
    private static final long KIB = 1 << 10;
    private static final long GIB = 1 << 30;

    /// Options without a range: all that their type can say is allowed.
    private static final Set<String> WITHOUT_RANGE = Set.of(
            "createIfMissing",
            "readOnly",
            "durability",
            "compression",
            "bottomCompression",
            "log",
            "directLog",
            "mappedLog",
            "background",
            "compaction",
            "waiting",
            "writerIdle",
            "threadFactory",
            "processors",
            "listener",
            "logEvents",
            "statistics",
            "jmx",
            "adaptiveCompaction",
            "signposts");

    static final List<Edges<?>> EDGES = List.of(
            new Edges<>(
                    "logSegmentBytes",
                    StoreOptionsBuilder::logSegmentBytes,
                    List.of(16 * KIB, 20 * KIB, GIB),
                    List.of(-4096L, 0L, 12 * KIB, 16 * KIB + 1, GIB + 4096, Long.MAX_VALUE, Long.MIN_VALUE)),
            new Edges<>(
                    "logBufferBytes",
                    StoreOptionsBuilder::logBufferBytes,
                    List.of(8 * KIB, 64 * KIB * KIB),
                    List.of(-4096L, 0L, 4 * KIB, 8 * KIB - 1, 8 * KIB + 1, 64 * KIB * KIB + 4096)),
            new Edges<>("preparedSegments", StoreOptionsBuilder::preparedSegments, List.of(1, 64), List.of(-1, 0, 65)),
            new Edges<>(
                    "memtableBytes",
                    StoreOptionsBuilder::memtableBytes,
                    List.of(4 * KIB, 8 * KIB, GIB),
                    List.of(-4096L, 0L, 4 * KIB - 1, 4 * KIB + 1, GIB + 4096, Long.MAX_VALUE)),
            new Edges<>(
                    "maxPendingFlushes", StoreOptionsBuilder::maxPendingFlushes, List.of(1, 16), List.of(-1, 0, 17)),
            new Edges<>(
                    "flushDeadline",
                    StoreOptionsBuilder::flushDeadline,
                    List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(1)),
                    List.of(Duration.ofMillis(-1), Duration.ofNanos(1), Duration.ofDays(2))),
            new Edges<>(
                    "flushAge",
                    StoreOptionsBuilder::flushAge,
                    List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(365)),
                    List.of(Duration.ofMillis(-1), Duration.ofNanos(1), Duration.ofDays(366))),
            new Edges<>(
                    "statisticsInterval",
                    StoreOptionsBuilder::statisticsInterval,
                    List.of(Duration.ZERO, Duration.ofMillis(10), Duration.ofHours(1)),
                    List.of(Duration.ofMillis(-1), Duration.ofMillis(9), Duration.ofMinutes(61))),
            new Edges<>(
                    "timeToLive",
                    StoreOptionsBuilder::timeToLive,
                    List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(36_500)),
                    List.of(Duration.ofMillis(-1), Duration.ofNanos(1), Duration.ofDays(36_501))),
            new Edges<>(
                    "flushAgeBytes",
                    StoreOptionsBuilder::flushAgeBytes,
                    List.of(1L, 12345L, GIB),
                    List.of(-1L, 0L, GIB + 1)),
            new Edges<>(
                    "blockBytes",
                    StoreOptionsBuilder::blockBytes,
                    List.of(512, 4096, 4104, 64 << 10),
                    List.of(-8, 0, 504, 4097, (64 << 10) + 8)),
            new Edges<>(
                    "bloomBitsPerKey", StoreOptionsBuilder::bloomBitsPerKey, List.of(1, 10, 32), List.of(-1, 0, 33)),
            new Edges<>(
                    "tableBytes",
                    StoreOptionsBuilder::tableBytes,
                    List.of(4 * KIB, 16 * GIB),
                    List.of(-4096L, 0L, 4 * KIB + 1, 16 * GIB + 4096)),
            new Edges<>(
                    "compactionThreads", StoreOptionsBuilder::compactionThreads, List.of(1, 16), List.of(-1, 0, 17)),
            new Edges<>("level0Flushes", StoreOptionsBuilder::level0Flushes, List.of(1, 64), List.of(-1, 0, 65)),
            new Edges<>("stallFlushes", StoreOptionsBuilder::stallFlushes, List.of(2, 4096), List.of(-1, 0, 1, 4097)),
            new Edges<>(
                    "stallDebtBytes",
                    StoreOptionsBuilder::stallDebtBytes,
                    List.of(4 * KIB, 4 * KIB + 1, 1L << 50),
                    List.of(-1L, 0L, 4 * KIB - 1, (1L << 50) + 1)),
            new Edges<>("runsPerLevel", StoreOptionsBuilder::runsPerLevel, List.of(1, 16), List.of(-1, 0, 17)),
            new Edges<>("levelRatio", StoreOptionsBuilder::levelRatio, List.of(2, 64), List.of(-1, 0, 1, 65)),
            new Edges<>("frozenMemtables", StoreOptionsBuilder::frozenMemtables, List.of(1, 16), List.of(-1, 0, 17)),
            new Edges<>(
                    "memoryBudgetBytes",
                    StoreOptionsBuilder::memoryBudgetBytes,
                    List.of(64 * KIB, 64 * KIB + 1, 16 * KIB * GIB),
                    List.of(-1L, 0L, 64 * KIB - 1, 16 * KIB * GIB + 1, Long.MAX_VALUE)),
            new Edges<>(
                    "diskReserveBytes",
                    StoreOptionsBuilder::diskReserveBytes,
                    List.of(0L, 1L, KIB * GIB),
                    List.of(-1L, KIB * GIB + 1, Long.MAX_VALUE)),
            new Edges<>(
                    "ringSize",
                    StoreOptionsBuilder::ringSize,
                    List.of(2, 4, 64, 1 << 20),
                    List.of(-2, 0, 1, 3, 63, 65, 1 << 21, Integer.MIN_VALUE)),
            new Edges<>(
                    "ringSlotBytes",
                    StoreOptionsBuilder::ringSlotBytes,
                    List.of(64, 128, 1 << 16),
                    List.of(-64, 0, 32, 65, 1 << 17)),
            new Edges<>(
                    "overflowBytes",
                    StoreOptionsBuilder::overflowBytes,
                    List.of(4 * KIB, GIB),
                    List.of(0L, 4 * KIB - 1, 4 * KIB + 1, GIB + 4096)),
            new Edges<>(
                    "eventQueueSize",
                    StoreOptionsBuilder::eventQueueSize,
                    List.of(2, 1 << 16),
                    List.of(0, 1, 3, 1 << 17)),
            new Edges<>(
                    "deadline",
                    StoreOptionsBuilder::deadline,
                    List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(1)),
                    List.of(
                            Duration.ofMillis(-1),
                            Duration.ofNanos(999_999),
                            Duration.ofDays(1).plusNanos(1),
                            Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                            Duration.ofSeconds(Long.MIN_VALUE))),
            new Edges<>(
                    "syncInterval",
                    StoreOptionsBuilder::syncInterval,
                    List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofHours(1)),
                    List.of(
                            Duration.ofMillis(-1),
                            Duration.ofNanos(999_999),
                            Duration.ofHours(1).plusNanos(1))),
            new Edges<>(
                    "timeToLive",
                    StoreOptionsBuilder::timeToLive,
                    List.of(Duration.ZERO, Duration.ofMillis(1)),
                    List.of(Duration.ofMillis(-1), Duration.ofNanos(1))),
            new Edges<>(
                    "slowSync",
                    StoreOptionsBuilder::slowSync,
                    List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofHours(1)),
                    List.of(
                            Duration.ofNanos(-1),
                            Duration.ofNanos(999_999),
                            Duration.ofHours(1).plusNanos(1))));

    /// Values of one option.
    ///
    /// @param good at the edges and between
    /// @param bad beyond the edges, or between and not allowed
    record Edges<T>(
            String option, BiFunction<StoreOptionsBuilder, T, StoreOptionsBuilder> setter, List<T> good, List<T> bad) {
        void check() {
            good.forEach(value -> assertEquals(List.of(), ownProblems(value), option + " = " + value));
            for (T value : bad) {
                List<String> problems = ownProblems(value);
                assertEquals(1, problems.size(), option + " = " + value + ": " + problems);
                assertTrue(problems.getFirst().contains("; allowed is "), problems.getFirst());
            }
        }

        /// The problems with this option alone; a size may be right and still not fit the budget.
        private List<String> ownProblems(T value) {
            return setter.apply(StoreOptions.builder(), value).build().problems().stream()
                    .filter(problem -> problem.startsWith(option + " is ") && !problem.contains("is at least"))
                    .toList();
        }

        @Override
        public String toString() {
            return option;
        }
    }

    @ParameterizedTest
    @FieldSource("EDGES")
    void holdsAtItsEdgesAndNotBeyond(Edges<?> edges) {
        edges.check();
    }

    @Test
    void everyOptionIsHere() {
        Set<String> tested = new TreeSet<>(WITHOUT_RANGE);
        EDGES.forEach(edges -> tested.add(edges.option()));

        assertEquals(new TreeSet<>(OptionTable.ALL.stream().map(Option::name).toList()), tested);
    }
}

package io.varve;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.InvalidOptionsException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What can be said to a store before it is opened, and what is said back. Ranges: [OptionRangesTest].
final class StoreOptionsTest {
    @Test
    void makeSenseByDefault() {
        StoreOptions options = StoreOptions.defaults();

        assertEquals(List.of(), options.problems());
        assertDoesNotThrow(options::check);
        assertEquals(Durability.SYNC, options.durability());
        assertEquals(64 << 20, options.memtableBytes());
        assertEquals(512 << 20, options.memoryBudgetBytes());
        assertEquals(2, options.frozenMemtables());
        assertEquals(4096, options.ringSize());
        assertEquals(16 << 20, options.logSegmentBytes());
        assertNull(options.listener());
    }

    @Test
    void canBeTiny() {
        StoreOptions tiny = StoreOptions.builder()
                .memtableBytes(4 << 10)
                .logSegmentBytes(16 << 10)
                .logBufferBytes(8 << 10)
                .overflowBytes(4 << 10)
                .ringSize(2)
                .maxPendingFlushes(1)
                .blockBytes(512)
                .level0Flushes(2)
                .background(false)
                .memoryBudgetBytes(2304 << 10)
                .build();

        assertEquals(List.of(), tiny.problems());
        assertEquals(1 << 10, tiny.maxBatchBytes());
        assertTrue(tiny.minimumBudgetBytes() <= 2304 << 10, tiny.minimumBudgetBytes() + " bytes");
    }

    @Test
    void reportAllProblemsTogether() {
        StoreOptions nonsense = StoreOptions.builder()
                .ringSize(1000)
                .memtableBytes(0)
                .logSegmentBytes(100)
                .deadline(Duration.ofMillis(-1))
                .log(false)
                .durability(Durability.SYNC)
                .directLog(true)
                .build();

        InvalidOptionsException refused = assertThrows(InvalidOptionsException.class, nonsense::check);

        assertEquals(
                List.of(
                        "logSegmentBytes is 100; allowed is a multiple of 4096, 16 KiB to 1 GiB",
                        "memtableBytes is 0; allowed is a multiple of 4096, 4 KiB to 1 GiB",
                        "ringSize is 1000; allowed is a power of two, 2 to 1048576",
                        "deadline is -1 ms; allowed is 0 (refuse at once), or 1 ms to 86400 s",
                        "durability is SYNC, but log is false; allowed without a log is MEMORY",
                        "directLog is true, but log is false; allowed without a log is false"),
                refused.problems());
        assertTrue(refused.getMessage().startsWith("6 problems with the options of the store:\n  - "));
        refused.problems().forEach(problem -> assertTrue(refused.getMessage().contains(problem), problem));
        assertTrue(refused.getMessage().contains("\nwhat to do: "), refused.getMessage());
    }

    @Test
    void followTheLogWhenNoDurabilityWasChosen() {
        StoreOptions withoutLog = StoreOptions.builder().log(false).build();

        assertEquals(Durability.MEMORY, withoutLog.durability());
        assertEquals(List.of(), withoutLog.problems());
    }

    @Test
    void contradictEachOther() {
        assertEquals(
                List.of("durability is MEMORY, but log is true; allowed with a log are PROCESS and SYNC"),
                StoreOptions.builder().durability(Durability.MEMORY).build().problems());
        assertEquals(
                List.of("syncInterval is 5 ms, but log is false; allowed without a log is 0"),
                StoreOptions.builder()
                        .log(false)
                        .syncInterval(Duration.ofMillis(5))
                        .build()
                        .problems());
        assertEquals(
                List.of(
                        "adaptiveCompaction is true, but compaction is LEVELED; allowed is LAZY",
                        "adaptiveCompaction is true, but statistics is false; allowed is true: reads are counted there"),
                StoreOptions.builder()
                        .adaptiveCompaction(true)
                        .compaction(Compaction.LEVELED)
                        .statistics(false)
                        .build()
                        .problems());
    }

    @Test
    void needABudgetThatEverythingFitsInto() {
        StoreOptions options = StoreOptions.defaults();
        long minimum = options.minimumBudgetBytes();

        StoreOptions enough = options.toBuilder().memoryBudgetBytes(minimum).build();
        StoreOptions tooLittle =
                options.toBuilder().memoryBudgetBytes(minimum - 1).build();

        assertEquals(List.of(), enough.problems());
        assertEquals(
                List.of("memoryBudgetBytes is 423952383; allowed is at least 423952384: 268435456 for memtables,"
                        + " 82477056 for the making of tables, 37380096 for merges, 1048576 for the log buffer,"
                        + " 16785408 for recovery and then the ring, 16777216 for overflow, 1048576 for all else"),
                tooLittle.problems());
    }

    @Test
    void boundABatchByAQuarterOfAMemtableAndByAFileOfTheLog() {
        StoreOptionsBuilder builder = StoreOptions.builder().memtableBytes(64 << 20);

        assertEquals((16 << 20) - 12_288, builder.build().maxBatchBytes());
        assertEquals(16 << 20, builder.logSegmentBytes(32 << 20).build().maxBatchBytes());
    }

    @Test
    void stayAsTheyAreWhenTheBuilderGoesOn() {
        StoreOptionsBuilder builder = StoreOptions.builder().ringSize(8);
        StoreOptions built = builder.build();

        builder.ringSize(16);
        built.toBuilder().ringSize(32);

        assertEquals(8, built.ringSize());
        assertEquals(16, builder.build().ringSize());
    }

    @Test
    void areCopiedCompletely() throws Exception {
        StoreOptionsBuilder builder = StoreOptions.builder();
        List<Field> fields = Arrays.stream(StoreOptionsBuilder.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .toList();
        for (Field field : fields) {
            field.set(builder, otherValue(field, field.get(builder)));
        }

        StoreOptionsBuilder copy = builder.build().toBuilder();

        assertEquals(OptionTable.ALL.size(), fields.size(), "options of the table and of the builder");
        for (Field field : fields) {
            assertEquals(field.get(builder), field.get(copy), field.getName());
            assertNotEquals(field.get(StoreOptions.builder()), field.get(copy), field.getName());
        }
    }

    @Test
    void haveAnAccessorAndASetterForEveryLineOfTheTable() throws Exception {
        for (Option option : OptionTable.ALL) {
            Class<?> type = StoreOptions.class.getMethod(option.name()).getReturnType();
            StoreOptionsBuilder.class.getMethod(option.name(), type);
        }
    }

    @Test
    void refuseANullAtOnce() {
        assertThrows(
                IllegalArgumentException.class, () -> StoreOptions.builder().listener(absent()));
        assertThrows(
                IllegalArgumentException.class, () -> StoreOptions.builder().deadline(absent()));
        assertThrows(
                IllegalArgumentException.class, () -> StoreOptions.builder().durability(absent()));
    }

    @Test
    void refuseThreadsAndProcessorsThatThereAreNot() {
        StoreOptions options = StoreOptions.builder()
                .processors(java.util.Map.of("varve-writer", 100_000, "main", 0, "varve-events", -1))
                .build();
        io.varve.error.InvalidOptionsException refused =
                assertThrows(io.varve.error.InvalidOptionsException.class, options::check);
        assertEquals(3, refused.problems().size(), refused::getMessage);
    }

    @Test
    void sayWhatTheyAre() {
        StoreOptions options =
                StoreOptions.builder().listener(event -> {}).ringSize(8).build();

        String text = options.toString();

        assertTrue(text.contains("\nmemtableBytes = 64 MiB\n"), text);
        assertTrue(text.contains("\nringSize = 8\n"), text);
        assertTrue(text.contains("\nlistener = given\n"), text);
        assertTrue(text.contains("\nwriterIdle = as waiting\n"), text);
    }

    private static Object otherValue(Field field, @Nullable Object value) {
        return switch (field.getName()) {
            case "durability" -> Durability.PROCESS;
            case "compression" -> Compression.LZ4;
            case "bottomCompression" -> Compression.ZSTD;
            case "waiting" -> Waiting.PARK;
            case "diskReserveBytes" -> 7L;
            case "compaction" -> Compaction.LEVELED;
            case "listener" -> (io.varve.event.StoreListener) event -> {};
            case "processors" -> java.util.Map.of("varve-writer", 0);
            case "threadFactory" -> (java.util.concurrent.ThreadFactory) Thread::new;
            case "writerIdle" -> (java.util.function.Supplier<?>) BusySpinIdleStrategy::new;
            default ->
                switch (value) {
                    case Boolean is -> !is;
                    case Integer is -> is * 2;
                    case Long is -> is * 2;
                    case Duration is -> is.plusMillis(7);
                    case null, default -> throw new AssertionError("no other value for " + field);
                };
        };
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a program without NullAway could pass
    private static <T> T absent() {
        return null;
    }
}

package io.varve;

import static io.varve.StoreOracle.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreState;
import io.varve.nativeio.testing.Await;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The file by which other processes see what a store does.
final class StatisticsFileTest {
    @TempDir
    Path directory;

    private Path path;
    private Path file;

    @BeforeEach
    void name() {
        path = directory.resolve("store");
        file = path.resolve("STATISTICS");
    }

    @Test
    void showsWhatTheStoreSaysWhileItIsOpen() {
        try (Store store = Store.open(path, options().build())) {
            for (int i = 0; i < 100; i++) {
                store.put(bytes("key-" + i), bytes("value"));
            }
            store.compact().await();
            store.put(bytes("key"), bytes("value"));
            store.get(bytes("key-1"));

            Await.until(
                    "the last write is in the file",
                    () -> isShown(101)
                            && statistics()
                                    .stats()
                                    .writes()
                                    .equals(store.stats().writes()));

            PublishedStatistics shown = statistics();
            assertEquals(ProcessHandle.current().pid(), shown.pid());
            assertEquals(1, shown.epoch());
            assertEquals(Duration.ofMillis(10).toNanos(), shown.intervalNanos());
            assertTrue(shown.writtenMillis() >= shown.openedMillis());
            assertTrue(StoreFiles.isOpenForWriting(path));
            StoreStats stats = store.stats();
            assertEquals(stats.writes(), shown.stats().writes());
            assertEquals(stats.tables(), shown.stats().tables());
            assertEquals(stats.levels(), shown.stats().levels());
            assertEquals(stats.memtables(), shown.stats().memtables());
            assertEquals(stats.log(), shown.stats().log());
            assertEquals(
                    stats.amplification().write(), shown.stats().amplification().write());
            assertEquals(stats.memory(), shown.stats().memory());
            assertEquals(StoreState.OPEN, shown.stats().state());
        }
    }

    @Test
    void saysAtTheEndThatTheStoreIsClosed() {
        try (Store store = Store.open(path, options().build())) {
            store.put(bytes("key"), bytes("value"));
        }

        PublishedStatistics shown = statistics();

        assertEquals(StoreState.CLOSED, shown.stats().state());
        assertEquals(1, shown.stats().writes().records());
        assertFalse(StoreFiles.isOpenForWriting(path));
        Store.open(path, options().build()).close();
        assertEquals(2, statistics().epoch());
        assertEquals(0, statistics().stats().writes().records());
    }

    @Test
    void isNotThereWhereItIsNotWanted() {
        Store.open(path, options().statisticsInterval(Duration.ZERO).build()).close();
        assertFalse(Files.exists(file));
        Store.open(path, options().statistics(false).build()).close();
        assertFalse(Files.exists(file));
        assertNull(StoreFiles.statistics(path));

        Store.open(path, options().readOnly(true).build()).close();

        assertFalse(Files.exists(file));
    }

    @Test
    void theStoreWorksWhereTheFileCannotBeMade() throws Exception {
        Files.createDirectories(file);

        try (Store store = Store.open(path, options().build())) {
            store.put(bytes("key"), bytes("value"));
            assertArrayEquals(bytes("value"), store.get(bytes("key")));
        }

        assertNull(StoreFiles.statistics(path));
        assertTrue(Files.isDirectory(file));
    }

    @Test
    void whoReadsItSeesWholePagesOnly() {
        try (Store store = Store.open(path, options().build())) {
            Await.until("there is a page", () -> StoreFiles.statistics(path) != null);
            long last = 0;
            for (int i = 0; i < 500; i++) {
                store.put(bytes("key"), bytes("value"));
                PublishedStatistics shown = statistics();
                assertTrue(shown.serial() >= last);
                StoreStats stats = shown.stats();
                assertTrue(stats.visibleSequence() >= stats.durableSequence(), stats.toString());
                last = shown.serial();
            }
            assertTrue(last > 1);
        }
    }

    @Test
    void aListenerThatDoesNotReturnHoldsUpTheFileOnly() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Store store = Store.open(
                path,
                options()
                        .listener(event -> {
                            try {
                                end.await();
                            } catch (InterruptedException interrupted) {
                                Thread.currentThread().interrupt();
                            }
                        })
                        .build())) {
            store.put(bytes("key"), bytes("value"));
            end.countDown();

            Await.until("it goes on", () -> isShown(1));
        }
    }

    /// Cut, overwritten, removed: who writes it makes nothing of it, and who reads it sees nothing.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4096, 8191})
    void isNothingWhenItIsCut(int length) throws Exception {
        Store.open(path, options().build()).close();
        byte[] page = Files.readAllBytes(file);
        assertEquals(8192, page.length);

        Files.write(file, Arrays.copyOf(page, length));

        assertNull(StoreFiles.statistics(path));
        try (Store store = Store.open(path, options().build())) {
            store.put(bytes("key"), bytes("value"));
            Files.write(file, new byte[length]);
            Await.until("it is whole again", () -> isShown(1));
        }
    }

    @Test
    void isNothingWhenAByteOfItIsWrong() throws Exception {
        Store.open(path, options().build()).close();
        byte[] page = Files.readAllBytes(file);
        for (int at : new int[] {0, 7, 8, 12, 16, 40, 100, 500, 8191}) {
            byte[] changed = page.clone();
            changed[at] ^= 4;
            Files.write(file, changed);

            assertNull(StoreFiles.statistics(path), "byte " + at);
        }
    }

    @ParameterizedTest
    @CsvSource({"80, 0", "80, 9", "280, 1000", "280, 9223372036854775807", "1296, 5000", "1424, 5000", "1456, 1000"})
    void isNothingWhenSomebodyForgesAPageWithARightChecksum(int field, long count) throws Exception {
        Store.open(path, options().build()).close();
        byte[] page = Files.readAllBytes(file);
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putLong(field, count);
        sign(page);
        Files.write(file, page);

        assertNull(StoreFiles.statistics(path));
    }

    @Test
    void hasTheBytesThatTheFormatsPageSays() throws Exception {
        try (Store store = Store.open(path, options().build())) {
            store.put(bytes("key"), bytes("value"));
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] signed = bytes.clone();
        sign(signed);
        ByteBuffer page = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

        assertEquals("VARVSTAT", new String(bytes, 0, 8, US_ASCII));
        assertEquals(4, page.getInt(8));
        assertArrayEquals(signed, bytes);
        assertEquals(ProcessHandle.current().pid(), page.getLong(32));
        assertEquals(1, page.getLong(40), "epoch");
        assertEquals(10_000_000, page.getLong(72), "interval");
        assertEquals(4, page.getLong(80), "closed");
        assertEquals(1, page.getLong(88), "counting");
        assertEquals(1, page.getLong(96), "visible");
        assertEquals(1, page.getLong(104), "durable");
        assertEquals(1, page.getLong(128), "calls");
        assertEquals(1, page.getLong(136), "records");
        StoreStats stats = statistics().stats();
        assertEquals(stats.writes().bytes(), page.getLong(144));
        assertEquals(stats.reads().sampledNanos().count(), page.getLong(680));
        assertEquals(stats.log().bytes(), page.getLong(736));
        assertEquals(stats.memtables().entries(), page.getLong(824));
        assertEquals(stats.tables().snapshotId(), page.getLong(920));
        assertEquals(stats.ring().capacity(), page.getLong(1192));
        assertEquals(stats.amplification().write(), page.getDouble(1248));
        assertEquals(stats.adaptation().runs().size(), page.getLong(1296));
        assertEquals(stats.levels().size(), page.getLong(1424));
        assertEquals(stats.memory().limit(), page.getLong(1432));
    }

    @Test
    void aCheckpointHasNone() throws Exception {
        try (Store store = Store.open(path, options().build())) {
            store.put(bytes("key"), bytes("value"));
            Await.until("there is a page", () -> isShown(1));
            store.checkpoint(directory.resolve("copy"));
        }

        try (var names = Files.list(directory.resolve("copy"))) {
            assertFalse(
                    names.map(Path::getFileName).map(String::valueOf).toList().contains("STATISTICS"));
        }
    }

    /// More purposes and levels than a store has ever had still fit.
    @Test
    void aPageHasRoomForAllThereCanBe() {
        int levels = StatisticsFormat.MAX_LEVELS;
        int causes = io.varve.error.RejectionCause.values().length;
        long fixed = 1432 + 4 * 8 + (causes - 13) * 24L;

        assertTrue(fixed + 56L * levels + 40L * StatisticsFormat.MAX_PURPOSES <= StatisticsFormat.PAGE_SIZE);
        assertEquals(Set.of(1L, 2L, 3L, 4L), numbers());
    }

    private static Set<Long> numbers() {
        Set<Long> numbers = new HashSet<>();
        for (StoreState state : StoreState.values()) {
            numbers.add(StatisticsPage.number(state));
        }
        return numbers;
    }

    private boolean isShown(long records) {
        PublishedStatistics shown = StoreFiles.statistics(path);
        return shown != null && shown.stats().writes().records() == records;
    }

    private PublishedStatistics statistics() {
        PublishedStatistics shown = StoreFiles.statistics(path);
        assertNotNull(shown);
        return Objects.requireNonNull(shown);
    }

    private static void sign(byte[] page) {
        CRC32C crc = new CRC32C();
        crc.update(page, 16, page.length - 16);
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
    }

    private static StoreOptionsBuilder options() {
        return StoreOptions.builder()
                .memtableBytes(1 << 20)
                .logSegmentBytes(1 << 20)
                .logBufferBytes(64 << 10)
                .statisticsInterval(Duration.ofMillis(10));
    }
}

package io.varve.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.StoreId;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// That the bytes are the documented ones. `-Dgolden=rewrite` writes the golden files anew; the diff is the
/// review.
final class LogFormatTest {
    private static final String BYTES = "wal-v2.bin";
    private static final String TEXT = "wal-v2.txt";

    @Test
    void theBytesAreTheGoldenOnes() throws IOException {
        byte[] written = GoldenLog.segment(GoldenLog.write(), GoldenLog.SEGMENT);
        rewrite(BYTES, written);

        assertArrayEquals(golden(BYTES), written);
    }

    @Test
    void theDumpIsTheGoldenOne() throws IOException {
        String dump = GoldenLog.dump(GoldenLog.write(), GoldenLog.SEGMENT);
        rewrite(TEXT, dump.getBytes(UTF_8));

        assertEquals(new String(golden(TEXT), UTF_8), dump);
    }

    /// The example of the document is the beginning of the dump's frames.
    @Test
    void theExampleInTheDocumentIsTrue() throws IOException {
        String document = Files.readString(Path.of("../docs/formats.md"));
        int start = document.indexOf("```\n# group\n") + 4;
        String example = document.substring(start, document.indexOf("```", start));

        assertTrue(new String(golden(TEXT), UTF_8).contains(example), example);
        assertTrue(example.lines().count() > 20);
    }

    @Test
    void theGoldenSegmentOpens() throws IOException {
        SimDisk disk = TestLog.newDisk();
        GoldenLog.put(disk, GoldenLog.SEGMENT, golden(BYTES));

        LogReport report = GoldenLog.read(disk, LogBounds.from(GoldenLog.SEGMENT));

        assertEquals(4, report.end().lastSequence());
        assertEquals(3, report.frames());
        assertEquals(3, report.operations());
    }

    @ParameterizedTest
    @CsvSource({
        "00000000000000000001.log, 1, 0",
        "09223372036854775807.log, 9223372036854775807, 0",
        "00000000000000000007.new, 0, 7",
        "09223372036854775808.log, 0, 0",
        "99999999999999999999.log, 0, 0",
        "1.log, 0, 0",
        "00000000000000000000.log, 0, 0",
        "0000000000000000001a.log, 0, 0",
        "-0000000000000000001.log, 0, 0",
        "00000000000000000001.log2, 0, 0",
        "00000000000000000001.LOG, 0, 0",
        "LOCK, 0, 0"
    })
    void namesAreReadStrictly(String name, long number, long numberOfNew) {
        assertEquals(number, SegmentName.number(name));
        assertEquals(numberOfNew, SegmentName.numberOfNew(name));
        if (number != 0) {
            assertEquals(name, SegmentName.of(number));
        }
        if (numberOfNew != 0) {
            assertEquals(name, SegmentName.ofNew(numberOfNew));
        }
    }

    /// Row 105: every bit of an identity changes what the checksums begin with.
    @Test
    void row105TheIdentityTakesAllBits() {
        Set<Integer> seeds = new HashSet<>();
        seeds.add(header(TestLog.STORE, 1, 1, 1).frameSeed());
        for (int bit = 0; bit < Long.SIZE; bit++) {
            long flipped = 1L << bit;
            StoreId store = TestLog.STORE;
            seeds.add(header(new StoreId(store.high() ^ flipped, store.low()), 1, 1, 1)
                    .frameSeed());
            seeds.add(header(new StoreId(store.high(), store.low() ^ flipped), 1, 1, 1)
                    .frameSeed());
            seeds.add(header(store, 1 ^ flipped, 1, 1).frameSeed());
            seeds.add(header(store, 1, 1 ^ flipped, 1).frameSeed());
        }
        assertEquals(1 + 4 * Long.SIZE, seeds.size());
        assertNotEquals(FrameFormat.identity(5, 4096), FrameFormat.identity(5, 4104));
    }

    /// Row 39.
    @Test
    void row39AnUnknownVersionIsRefusedAsSuch() {
        Region block = Region.over(Arena.ofAuto().allocate(SegmentFormat.HEADER_SIZE, 8), "header");
        Crc32c crc = new Crc32c();
        SegmentHeader header = header(TestLog.STORE, 7, 3, 2);
        header.put(block, 0, crc);
        assertEquals(header, SegmentHeader.read(block, 0, crc, "f"));

        block.putInt(SegmentFormat.VERSION_OFFSET, 3);
        assertThrows(CorruptionException.class, () -> SegmentHeader.read(block, 0, crc, "f"));
        int from = SegmentFormat.VERSION_OFFSET;
        int checksum = new Crc32c()
                .begin()
                .update(block, from, SegmentFormat.HEADER_SIZE - from)
                .value();
        block.putInt(SegmentFormat.CHECKSUM_OFFSET, checksum);
        FormatVersionException refused =
                assertThrows(FormatVersionException.class, () -> SegmentHeader.read(block, 0, crc, "f"));
        assertEquals(3, refused.found());
        assertEquals("log segment version", refused.kind());
    }

    @Test
    void theNumbersOfALogMakeSense() {
        for (int bad : List.of(0, 4096, 8193)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> LogConfig.buffered(TestLog.STORE, 0, 1, SegmentFormat.MIN_SIZE, bad));
        }
        for (long bad : List.of(0L, SegmentFormat.MIN_SIZE - 4096, SegmentFormat.MIN_SIZE + 512, 2L << 30)) {
            assertThrows(IllegalArgumentException.class, () -> LogConfig.buffered(TestLog.STORE, 0, 1, bad, 8192));
        }
        assertThrows(IllegalArgumentException.class, () -> TestLog.CONFIG.direct(24));
        assertThrows(IllegalArgumentException.class, () -> TestLog.CONFIG.direct(8192));
        assertThrows(IllegalArgumentException.class, () -> new LogCut(1, 0, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> new LogCut(1, 4096, 0, -1));
    }

    private static SegmentHeader header(StoreId store, long number, long incarnation, long stream) {
        return new SegmentHeader(store, number, incarnation, stream, 4, SegmentFormat.MIN_SIZE, 8, stream == 2, 5, 0);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(LogFormatTest.class.getResourceAsStream("/golden/" + name), name)) {
            return in.readAllBytes();
        }
    }

    private static void rewrite(String name, byte[] content) throws IOException {
        if ("rewrite".equals(System.getProperty("golden"))) {
            for (String tree : List.of("src/test/resources/golden", "target/test-classes/golden")) {
                Files.createDirectories(Path.of(tree));
                Files.write(Path.of(tree, name), content);
            }
        }
    }
}

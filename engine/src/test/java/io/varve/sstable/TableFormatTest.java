package io.varve.sstable;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compression.Codec;
import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreIoException;
import io.varve.format.RecordKind;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// That the bytes are the documented ones. `-Dgolden=rewrite` writes the golden files anew; the diff is the
/// review.
final class TableFormatTest {
    private static final String BYTES = "table-v3.bin";
    private static final String TEXT = "table-v3.txt";
    private static final String SIGNPOSTS = "table-v3-signposts.bin";
    private static final long NUMBER = 42;

    private final SimDisk disk = TestTables.newDisk();
    private final TestTables tables = new TestTables(disk, TestTables.SMALL);
    private final TableSummary summary = tables.build(NUMBER, rows());

    @Test
    void theBytesAreTheGoldenOnes() throws IOException {
        byte[] written = disk.contents().read(TestTables.name(NUMBER));
        rewrite(BYTES, written);
        assertArrayEquals(golden(BYTES), written);
    }

    @Test
    void theDumpIsTheGoldenOne() throws IOException {
        String dump = dump();
        rewrite(TEXT, dump.getBytes(UTF_8));
        assertEquals(new String(golden(TEXT), UTF_8), dump);
        assertEquals(0, tables.reading.used());
    }

    /// The example of the document is part of the dump.
    @Test
    void theExampleInTheDocumentIsTrue() throws IOException {
        String document = Files.readString(Path.of("../docs/formats.md"));
        String begin = "```\n# block 2";
        int start = document.indexOf(begin);
        assertTrue(start > 0, "no example");
        String example = document.substring(start + 4, document.indexOf("```", start + 4));
        assertTrue(new String(golden(TEXT), UTF_8).contains(example), example);
        assertTrue(example.lines().count() > 10);
    }

    /// What the classes say of the layout, the document says too.
    @Test
    void theLayoutInTheDocumentIsThatOfTheClasses() throws IOException {
        List<String> document = rowsOf(Path.of("../docs/formats.md"), "");
        for (String name : List.of("TableFormat", "EntryFormat")) {
            List<String> told = rowsOf(Path.of("src/main/java/io/varve/sstable/" + name + ".java"), "/// ");
            assertTrue(told.size() > 10, name);
            for (String row : told) {
                assertTrue(document.contains(row), name + ": " + row);
            }
        }
    }

    /// Rows of tables, without how they are spaced and what they link to.
    private static List<String> rowsOf(Path file, String before) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(before + "|"))
                .map(line -> line.substring(before.length())
                        .replaceAll("[`\\[\\]\\s]|io\\.varve\\.format\\.", "")
                        .replaceAll("-{3,}", "--"))
                .toList();
    }

    @Test
    void theGoldenTableOpens() throws IOException {
        disk.contents().write(TestTables.name(NUMBER), golden(BYTES));
        assertEquals(rows(), read(summary));
    }

    /// Libraries may pack in other ways one day: what they have packed must come out for ever.
    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"LZ4", "ZSTD"})
    void theGoldenPackedTablesOpen(Codec codec) throws IOException {
        String name = "table-v3-" + codec.name().toLowerCase(Locale.ROOT) + ".bin";
        SimDisk other = TestTables.newDisk();
        try (TestTables packed = new TestTables(other, TestTables.SMALL.with(codec, Codec.NONE))) {
            rewrite(
                    name,
                    other.contents()
                            .read(TestTables.name(packed.build(NUMBER, rows()).number())));
        }
        byte[] golden = golden(name);
        assertTrue(golden.length < summary.bytes() / 2, golden.length + " bytes");
        disk.contents().write(TestTables.name(NUMBER), golden);
        TableSummary sealed = TableDamageTest.withNumberAndSize(summary, NUMBER, golden.length);
        int checksum = Footer.storedChecksum(TestTables.footer(golden));
        assertEquals(rows(), read(TestTables.withChecksum(sealed, checksum)));
        assertTrue(dump().contains("packed with " + codec), this::dump);
    }

    /// A table with signposts is written as it was, and where its keys stand is found by what stands in it.
    @Test
    void theGoldenTableWithSignpostsIsTheOneThatIsWrittenAndOpens() throws IOException {
        List<Row> rows = postedRows();
        SimDisk other = TestTables.newDisk();
        try (TestTables posted = new TestTables(other, TestTables.SMALL.withSignposts())) {
            TableSummary built = posted.build(NUMBER, rows);
            byte[] written = other.contents().read(TestTables.name(NUMBER));
            rewrite(SIGNPOSTS, written);
            byte[] golden = golden(SIGNPOSTS);
            assertArrayEquals(golden, written);
            other.contents().write(TestTables.name(NUMBER), golden);
            disk.contents().write(TestTables.name(NUMBER), golden);
            assertTrue(dump().contains("# signposts, 17 lines, and behind them a filter, 3 lines"), this::dump);
            assertTrue(keysWithoutAPost(golden) > 0, "no line is full");
            try (Table table = posted.store.open(built)) {
                for (Row row : rows) {
                    assertEquals(row, posted.find(table, row.key, row.sequence));
                }
            }
        }
    }

    @Test
    void aTableWithoutAnIntactFooterShowsItsHeader() {
        disk.contents().flipBit(TestTables.name(NUMBER), 8L * (summary.bytes() - 20));
        assertTrue(dump().endsWith("# no intact footer at " + (summary.bytes() - 128) + "\n"), this::dump);
    }

    @ParameterizedTest
    @CsvSource({
        "00000000000000000001.sst, 1",
        "09223372036854775807.sst, 9223372036854775807",
        "09223372036854775808.sst, 0",
        "99999999999999999999.sst, 0",
        "1.sst, 0",
        "00000000000000000000.sst, 0",
        "0000000000000000001a.sst, 0",
        "-0000000000000000001.sst, 0",
        "00000000000000000001.sst2, 0",
        "00000000000000000001.SST, 0",
        "٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠١.sst, 0",
        "LOCK, 0"
    })
    void namesAreReadStrictly(String name, long number) {
        assertEquals(number, TableName.number(name));
        if (number != 0) {
            assertEquals(name, TableName.of(number));
        }
    }

    /// Row 105: every bit of an identity, the kind and the place change a checksum.
    @Test
    void row105TheIdentityTakesAllBits() {
        Crc32c crc = new Crc32c();
        Set<Integer> seen = new HashSet<>();
        StoreId store = TestTables.STORE;
        for (int kind = Identity.BLOCK; kind <= Identity.HEADER; kind++) {
            seen.add(new Identity(store, 1).begin(crc, kind, 64).value());
        }
        for (int bit = 0; bit < Long.SIZE; bit++) {
            long flipped = 1L << bit;
            StoreId high = new StoreId(store.high() ^ flipped, store.low());
            StoreId low = new StoreId(store.high(), store.low() ^ flipped);
            seen.add(new Identity(high, 1).begin(crc, Identity.BLOCK, 64).value());
            seen.add(new Identity(low, 1).begin(crc, Identity.BLOCK, 64).value());
            seen.add(new Identity(store, 1 ^ flipped)
                    .begin(crc, Identity.BLOCK, 64)
                    .value());
            seen.add(new Identity(store, 1)
                    .begin(crc, Identity.BLOCK, 64 ^ flipped)
                    .value());
        }
        assertEquals(6 + 4 * Long.SIZE, seen.size());
    }

    /// Row 39.
    @Test
    void row39AnUnknownVersionIsRefusedAsSuch() {
        byte[] content = disk.contents().read(TestTables.name(NUMBER));
        Region header = TestTables.region(TableFormat.HEADER_SIZE);
        header.copyFrom(0, content, 0, TableFormat.HEADER_SIZE);
        header.putInt(TableFormat.VERSION_OFFSET, TableFormat.VERSION + 1);
        int from = TableFormat.VERSION_OFFSET;
        Crc32c crc = new Crc32c().begin().update(header, from, TableFormat.HEADER_SIZE - from);
        header.putInt(TableFormat.CHECKSUM_OFFSET, crc.value());
        header.copyTo(0, content, 0, TableFormat.HEADER_SIZE);
        disk.contents().write(TestTables.name(NUMBER), content);
        FormatVersionException refused = assertThrows(FormatVersionException.class, () -> tables.store.open(summary));
        assertEquals(TableFormat.VERSION + 1, refused.found());
        assertEquals(List.of(NUMBER), tables.store.orphans(number -> false), "ours, whatever its version");
    }

    @Test
    void whatIsNotSortedIsRefused() {
        List<List<Row>> wrong = List.of(
                List.of(row("b", 2), row("a", 1)),
                List.of(row("a", 1), row("a", 2)),
                List.of(row("a", 1), row("a", 1)),
                List.of(row("ab", 1), row("a", 2)));
        long number = 50;
        for (List<Row> rows : wrong) {
            long next = ++number;
            CorruptionException refused = assertThrows(CorruptionException.class, () -> tables.build(next, rows));
            assertTrue(refused.path().endsWith(TableName.of(next)), refused::path);
        }
        assertEquals(List.of(NUMBER), tables.store.orphans(each -> false));
        assertEquals(0, tables.building.used());
    }

    @Test
    void whatCannotBeAnEntryIsRefusedAndTheTableGoesOn() {
        try (TableBuilder builder = tables.store.create(60, 0)) {
            tables.add(builder, row("a", 1));
            assertThrows(IllegalArgumentException.class, () -> tables.add(builder, row("b", 0)));
            Row unknown = new Row(new byte[0], RecordKind.MERGE, 3, Long.MAX_VALUE, new byte[0]);
            assertThrows(IllegalArgumentException.class, () -> tables.add(builder, unknown));
            assertEquals(1, builder.finish().entries());
            assertThrows(IllegalStateException.class, () -> tables.add(builder, row("c", 1)));
            assertThrows(IllegalStateException.class, builder::finish);
        }
        try (TableBuilder empty = tables.store.create(61, 0)) {
            assertThrows(IllegalStateException.class, empty::finish);
        }
        assertThrows(IllegalArgumentException.class, () -> tables.store.create(0, 0));
        tables.assertNothingIsTaken();
    }

    /// Row 14 for numbers of files: never used twice.
    @Test
    void aNumberThatIsTakenIsRefused() {
        assertThrows(StoreIoException.class, () -> tables.store.create(NUMBER, 0));
        assertEquals(summary.bytes(), disk.contents().size(TestTables.name(NUMBER)), "and what has it stays");
        assertEquals(0, tables.building.used());
    }

    @Test
    void foreignFilesAreNoOrphans() {
        disk.contents().write(TestTables.name(70), new byte[4096]);
        disk.contents().write(TestTables.name(71), new byte[0]);
        disk.contents().write(TestTables.PATH + "/notes.txt", new byte[10]);
        disk.makeDirectories(TestTables.name(72));
        assertEquals(List.of(NUMBER), tables.store.orphans(number -> false));
        assertEquals(List.of(), tables.store.orphans(number -> number == NUMBER));
    }

    @Test
    void aHundredthOfAbsentKeysPassesTheFilter() {
        SplittableRandom random = new SplittableRandom(1);
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            rows.add(Row.put(TableKeys.bigEndian(random.nextLong(), 16), i, new byte[0]));
        }
        rows.sort(Row.ORDER);
        int[] bits = {1, 5, 10, 16, 24};
        double[] most = {0.68, 0.15, 0.013, 0.002, 0.0005};
        for (int i = 0; i < bits.length; i++) {
            TableConfig config = new TableConfig(TestTables.STORE, 4096, bits[i], TableConfig.WINDOW_UNIT, true);
            try (TestTables filtered = new TestTables(disk, config);
                    Table table = filtered.store.open(filtered.build(100 + i, rows))) {
                int passed = 0;
                for (int k = 0; k < 20_000; k++) {
                    byte[] key = TableKeys.bigEndian(random.nextLong(), 24);
                    passed += filtered.mayContain(table, key) ? 1 : 0;
                }
                double rate = passed / 20_000.0;
                assertTrue(rate <= most[i], bits[i] + " bits per key let " + rate + " pass");
            }
        }
    }

    private String dump() {
        StringBuilder text = new StringBuilder();
        TableDump.print(
                TestTables.STORE,
                NUMBER,
                tables.directory,
                tables.memory,
                tables.reading,
                line -> text.append(line).append('\n'));
        return text.toString();
    }

    /// At least so many: bits of the heads of lines.
    private static int keysWithoutAPost(byte[] table) {
        Footer footer = Footer.read(TestTables.footer(table));
        assertTrue(footer.filterShape().isOfSignposts());
        ByteBuffer lines = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        int keys = 0;
        long end = footer.filter().length()
                - (long) Filter.LINE * footer.filterShape().bitLines();
        for (int at = 0; at < end; at += Signposts.LINE) {
            keys += Integer.bitCount(lines.getInt((int) footer.filter().offset() + at) >>> 4);
        }
        return keys;
    }

    private static List<Row> postedRows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(Row.put("key %03d".formatted(i).getBytes(US_ASCII), 100 + i, new byte[i % 40]));
        }
        rows.addAll(0, rows().subList(0, 5));
        return rows;
    }

    private List<Row> read(TableSummary described) {
        List<Row> found = new ArrayList<>();
        try (Table table = tables.store.open(described)) {
            TableScan scan = table.scan();
            while (scan.next()) {
                found.add(Row.of(scan));
            }
        }
        return found;
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(Row.put(new byte[0], 9, "empty".getBytes(US_ASCII)));
        rows.add(Row.put("alpha".getBytes(US_ASCII), 8, new byte[500]));
        rows.add(new Row("beta".getBytes(US_ASCII), RecordKind.PUT, 7, TestTables.TIME, "two".getBytes(US_ASCII)));
        rows.add(Row.put("beta".getBytes(US_ASCII), 3, "one".getBytes(US_ASCII)));
        rows.add(Row.delete("gamma".getBytes(US_ASCII), 5));
        for (int i = 0; i < 5; i++) {
            rows.add(Row.put(("shared-prefix-" + i).getBytes(US_ASCII), 10 + i, new byte[100 * i]));
        }
        rows.add(Row.put("shared-prefix-9".getBytes(US_ASCII), 30, new byte[440]));
        rows.add(Row.put("shared-prefix-9".getBytes(US_ASCII), 29, new byte[440]));
        return rows;
    }

    private static Row row(String key, long sequence) {
        return Row.put(key.getBytes(US_ASCII), sequence, new byte[3]);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(TableFormatTest.class.getResourceAsStream("/golden/" + name), name)) {
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

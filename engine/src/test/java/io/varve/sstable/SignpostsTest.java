package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compression.Codec;
import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// I-107.
final class SignpostsTest {
    private static final TableConfig CONFIG = TestTables.SMALL.withSignposts();

    /// What no footer with signposts of 5 and 3 bits can say, by where it says it.
    private static final List<Said> IMPOSSIBLE = List.of(
            // The length of the section, the bits of a key, whether there are signposts, lines of bits.
            new Said(24, 8, -64, 1L << 40, 1L << 31, Integer.MAX_VALUE & -64, Long.MAX_VALUE & -64),
            new Said(60, 4, -1, 0, 15, Integer.MAX_VALUE, Integer.MIN_VALUE),
            new Said(100, 1, 0, 2, -1),
            new Said(104, 4, 0, -1, 29, 30, 1 << 26, Integer.MAX_VALUE, Integer.MIN_VALUE),
            // Bits of the block, of its line, and both.
            new Said(101, 1, -1, -128, 22, 24, 25, 31, 32, 127),
            new Said(102, 1, -1, -128, 22, 24, 25, 31, 32, 127),
            new Said(101, 2, 0x0C0D, 0x1900, 0x0019, 0x2020, 0x8080, 0xE020, 0x20E0));

    private record Said(int field, int size, List<Long> values) {
        Said(int field, int size, long... values) {
            this(field, size, LongStream.of(values).boxed().toList());
        }
    }

    @RandomizedTest(seeds = 20)
    void everyKeyIsLedToItsBlock(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int blockBits = random.nextInt(18);
        int lineBits = random.nextInt(Math.min(10, 25 - blockBits));
        int keys = 1 + random.nextInt(20_000);
        long lines = Signposts.lines(keys);
        Region region = TestTables.region(lines * Signposts.LINE);
        Signposts posts = new Signposts(region, lines, blockBits, lineBits);
        long[] hashes = random.longs(keys).toArray();
        int[] blocks = new int[keys];
        int elsewhere = 0;
        for (int i = 0; i < keys; i++) {
            blocks[i] = random.nextInt(1 << blockBits);
            posts.insert(hashes[i], Signposts.target(blocks[i], random.nextInt(200), lineBits));
        }
        for (int i = 0; i < keys; i++) {
            assertTrue(posts.mayContain(hashes[i]));
            assertTrue(posts.leadsTo(hashes[i], blocks[i]), "key " + i + " of " + keys);
            elsewhere += posts.mayBeElsewhere(posts.line(hashes[i]), hashes[i]) ? 1 : 0;
        }
        assertTrue(elsewhere <= 20 + keys / 12, elsewhere + " of " + keys);
        int passed = 0;
        for (int i = 0; i < 20_000; i++) {
            passed += posts.mayContain(random.nextLong()) ? 1 : 0;
        }
        // 15 prints of 8 bits in the worst shape, and of a line that is full some bits of its head.
        double most = 15.0 / (1 << (32 - blockBits - lineBits)) + 0.025;
        assertTrue(passed / 20_000.0 <= most, passed + " of 20,000 pass, " + blockBits + " and " + lineBits + " bits");
    }

    @Test
    void whoHasNoPlaceInAFullLineIsElsewhere() {
        Region region = TestTables.region(Signposts.LINE);
        Signposts posts = new Signposts(region, 1, 4, 0);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 15; i++) {
            posts.insert(random.nextLong(), Signposts.target(i, 0, 0));
        }
        long late = random.nextLong();
        assertFalse(posts.leadsTo(late, 15));
        posts.insert(late, Signposts.target(15, 0, 0));
        assertTrue(posts.mayBeElsewhere(0, late));
        assertTrue(posts.leadsTo(late, 15));
    }

    /// A post that cannot say the line says the last: who looks there fetches too little, and finds all the same.
    @Test
    void aTargetHasTheBlockWhateverTheLine() {
        Signposts posts = new Signposts(TestTables.region(Signposts.LINE), 1, 10, 3);
        for (long line : new long[] {0, 1, 7, 8, 1 << 20}) {
            int target = Signposts.target(1000, line, 3);
            assertEquals(1000, posts.block(target));
            assertEquals(64 * Math.min(line, 7), posts.place(target));
        }
    }

    @RandomizedTest(seeds = 20)
    void anyBytesAreGoneThrough(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Region region = TestTables.region(Signposts.LINE);
        for (int i = 0; i < 2000; i++) {
            int blockBits = random.nextInt(25);
            int lineBits = random.nextInt(25 - blockBits);
            for (int at = 0; at < Signposts.LINE; at += Long.BYTES) {
                region.putLong(at, random.nextBoolean() ? random.nextLong() : 0);
            }
            Signposts posts = new Signposts(region, 1, blockBits, lineBits);
            long hash = random.nextLong();
            int last = 0;
            for (int post = posts.next(0, hash, 0); post != 0; post = posts.next(0, hash, post)) {
                assertTrue(post > last && post <= 15);
                last = post;
                int target = posts.target(0, post);
                assertTrue(posts.block(target) >= 0 && posts.block(target) < 1 << blockBits);
                assertTrue(posts.place(target) >= 0);
            }
        }
    }

    @Test
    void aTableOfTooManyBlocksHasAFilter() {
        assertTrue(Signposts.fits(Signposts.bits(1 << 18), 6));
        assertFalse(Signposts.fits(Signposts.bits((1 << 18) + 1), 6));
        assertEquals(0, Signposts.bits(1));
        assertEquals(6, Signposts.bits(64));
        assertEquals(7, Signposts.bits(65));
    }

    /// With all checksums right: a key is found as it is, or not at all.
    @RandomizedTest(seeds = 30)
    void whatSignpostsSayIsAHint(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = TestTables.newDisk();
        List<Row> rows = rows(random, 300);
        try (TestTables tables = new TestTables(disk, CONFIG.with(codec(random), Codec.NONE))) {
            TableSummary summary = tables.build(1, rows);
            byte[] content = disk.contents().read(TestTables.name(1));
            TableSummary forged = forge(content, summary, (file, footer) -> scatter(file, footer, random));
            disk.contents().write(TestTables.name(1), content);
            int lost = 0;
            try (Table table = tables.store.open(forged)) {
                for (Row row : rows) {
                    Row found = tables.findAsTold(table, row.key, row.sequence);
                    assertTrue(found == null || found.equals(row), () -> found + " for " + row);
                    lost += found == null ? 1 : 0;
                    assertNull(tables.findAsTold(table, TableKeys.bigEndian(random.nextLong(), 16), Long.MAX_VALUE));
                }
            }
            List<StoreException> findings = new ArrayList<>();
            tables.store.check(forged, tables.reading, findings::add, bytes -> {});
            assertTrue(lost == 0 || !findings.isEmpty(), lost + " keys are lost, and nobody says so");
        }
    }

    /// Three keys of one line with one print. Two are in the table: who looks for the second is led to the block of
    /// the first, and goes on from there; the third is led to both, and is in neither.
    @Test
    void whoIsLedToTheBlockOfAnotherGoesOn() {
        // Two entries do not fit in a block, so what the signposts look like is known before there are keys.
        byte[] value = new byte[TestTables.SMALL.blockBytes() - 150];
        int keys = 1 << 10;
        FilterShape shape = FilterShape.signposts(10, 3).withBits(4, 12);
        List<byte[][]> triples = keysOfOnePrint(shape, Signposts.lines(keys));
        List<Row> rows = new ArrayList<>();
        for (byte[][] triple : triples) {
            rows.add(Row.put(triple[0], rows.size() + 1, value));
            rows.add(Row.put(triple[1], rows.size() + 1, value));
        }
        while (rows.size() < keys) {
            rows.add(Row.put(TableKeys.bigEndian(-1L - rows.size(), 16), rows.size() + 1, value));
        }
        rows.sort(Row.ORDER);
        SimDisk disk = TestTables.newDisk();
        try (TestTables tables = new TestTables(disk, CONFIG);
                Table table = tables.store.open(tables.build(1, rows))) {
            Footer footer = Footer.read(TestTables.footer(disk.contents().read(TestTables.name(1))));
            assertEquals(shape, footer.filterShape());
            for (Row row : rows) {
                assertEquals(row, tables.find(table, row.key, Long.MAX_VALUE));
            }
            for (byte[][] triple : triples) {
                // Without the filter before them, which would stop it.
                assertNull(tables.find(table, triple[2], Long.MAX_VALUE));
            }
        }
    }

    /// P20, row 76: what a footer says of signposts and cannot be, below checksums that are right, is refused by the
    /// name of file and section, and no memory is taken for it.
    @Test
    void row76WhatCannotBeSaidOfSignpostsIsRefused() {
        SimDisk disk = TestTables.newDisk();
        try (TestTables tables = new TestTables(disk, CONFIG)) {
            TableSummary summary = tables.build(1, rows(new SplittableRandom(1), 300));
            byte[] content = disk.contents().read(TestTables.name(1));
            tables.store.open(summary).close();
            long used = tables.reading.used();
            long most = tables.reading.highWater();
            for (Said said : IMPOSSIBLE) {
                for (long value : said.values) {
                    TableSummary forged = forgeFooter(disk, summary, content, said.field, said.size, value);
                    CorruptionException refused = assertThrows(
                            CorruptionException.class,
                            () -> tables.store.open(forged).close(),
                            said.field + " " + value);
                    assertTrue(refused.what().contains("filter of "), refused::what);
                    assertTrue(refused.path().endsWith(TestTables.name(1)), refused::path);
                }
            }
            assertEquals(used, tables.reading.used());
            assertEquals(most, tables.reading.highWater());
        }
    }

    /// What can be and is not so is a hint as well.
    @Test
    void whatIsWrongOfSignpostsIsAHint() {
        List<Integer> wrong = new ArrayList<>();
        for (int blockBits = 0; blockBits <= 24; blockBits++) {
            for (int lineBits = 0; blockBits + lineBits <= 24; lineBits++) {
                wrong.add(blockBits | lineBits << Byte.SIZE);
            }
        }
        requireHints(101, 2, footer -> wrong);
    }

    /// So it is with the filter behind them, of more lines or bits than were made.
    @Test
    void whatIsWrongOfTheFilterBehindThemIsAHint() {
        requireHints(104, 4, footer -> upTo((int) (footer.filter().length() / Filter.LINE) - 1));
        requireHints(60, 4, footer -> upTo(Filter.MAX_PROBES));
    }

    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    /// Whatever a field of the footer says.
    private static void requireHints(int field, int size, Function<Footer, List<Integer>> values) {
        SimDisk disk = TestTables.newDisk();
        List<Row> rows = rows(new SplittableRandom(1), 300);
        try (TestTables tables = new TestTables(disk, CONFIG)) {
            TableSummary summary = tables.build(1, rows);
            byte[] content = disk.contents().read(TestTables.name(1));
            for (int value : values.apply(Footer.read(TestTables.footer(content)))) {
                requireHints(tables, forgeFooter(disk, summary, content, field, size, value), rows);
            }
        }
    }

    private static void requireHints(TestTables tables, TableSummary forged, List<Row> rows) {
        try (Table table = tables.store.open(forged)) {
            for (Row row : rows) {
                Row found = tables.findAsTold(table, row.key, row.sequence);
                assertTrue(found == null || found.equals(row), () -> found + " for " + row);
            }
        }
    }

    @Test
    void aKeyOfVeryManyVersionsIsFoundHoweverOld() {
        int versions = 30_000;
        byte[] key = {1, 2, 3};
        List<Row> rows = new ArrayList<>();
        for (int sequence = versions; sequence > 0; sequence--) {
            rows.add(Row.put(key, sequence, new byte[9]));
        }
        try (TestTables tables = new TestTables(TestTables.newDisk(), CONFIG);
                Table table = tables.store.open(tables.build(1, rows))) {
            for (int sequence = versions; sequence > 0; sequence -= 97) {
                assertEquals(rows.get(versions - sequence), tables.find(table, key, sequence));
            }
            assertEquals(rows.getLast(), tables.find(table, key, 1));
        }
    }

    /// Some of those that there are among a million keys; no key is in two of them.
    private static List<byte[][]> keysOfOnePrint(FilterShape shape, long lines) {
        int indexBits = 20;
        long[] cells = new long[1 << indexBits];
        Region key = TestTables.region(32);
        for (int i = 0; i < cells.length; i++) {
            key.putLongBigEndian(0, i);
            long hash = Table.hash(key, 0, 16);
            long line = Math.unsignedMultiplyHigh(hash, lines);
            int targetBits = shape.blockBits() + shape.lineBits();
            long print = (hash * 0x9E37_79B9_7F4A_7C15L) >>> (Integer.SIZE + targetBits);
            cells[i] = (((line << (Integer.SIZE - targetBits)) | Math.max(1, print)) << indexBits) | i;
        }
        Arrays.sort(cells);
        List<byte[][]> triples = new ArrayList<>();
        for (int i = 2; i < cells.length && triples.size() < 100; i++) {
            if (cells[i - 2] >>> indexBits == cells[i] >>> indexBits) {
                triples.add(new byte[][] {key(cells[i - 2]), key(cells[i - 1]), key(cells[i])});
                i += 2;
            }
        }
        assertTrue(triples.size() >= 10, triples.size() + " triples");
        return triples;
    }

    /// Puts a number into the footer of a table, and makes the checksums right.
    private static TableSummary forgeFooter(
            SimDisk disk, TableSummary summary, byte[] original, int field, int size, long value) {
        byte[] content = original.clone();
        Region file = TestTables.region(content.length);
        file.copyFrom(0, content, 0, content.length);
        for (int i = 0; i < size; i++) {
            file.putByte(content.length - TableFormat.FOOTER_SIZE + field + i, (byte) (value >>> (i * Byte.SIZE)));
        }
        TableSummary forged = seal(file, content, summary);
        disk.contents().write(TestTables.name(1), content);
        return forged;
    }

    private static byte[] key(long cell) {
        return TableKeys.bigEndian(cell & ((1 << 20) - 1), 16);
    }

    private static Codec codec(SplittableRandom random) {
        return random.nextInt(3) == 0 ? Codec.LZ4 : Codec.NONE;
    }

    private static List<Row> rows(SplittableRandom random, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            // Every other is one of many versions, which go over several blocks.
            long key = i % 2 == 0 ? random.nextLong() : random.nextLong(3);
            rows.add(Row.put(TableKeys.bigEndian(key, 16), i, new byte[random.nextInt(200)]));
        }
        rows.sort(Row.ORDER);
        return rows;
    }

    /// The versions of a key that went over several blocks are known by the first: another is never the newest.
    @Test
    void aPostThatLeadsToOlderVersionsIsNotBelieved() {
        SimDisk disk = TestTables.newDisk();
        byte[] key = {1, 2, 3};
        List<Row> rows = new ArrayList<>();
        for (int sequence = 100; sequence > 0; sequence--) {
            rows.add(Row.put(key, sequence, new byte[sequence]));
        }
        try (TestTables tables = new TestTables(disk, CONFIG)) {
            TableSummary summary = tables.build(1, rows);
            byte[] content = disk.contents().read(TestTables.name(1));
            TableSummary forged = forge(content, summary, (file, footer) -> {
                long post = footer.filter().offset() + Integer.BYTES;
                file.putInt(post, file.getInt(post) ^ 1 << footer.filterShape().lineBits());
            });
            disk.contents().write(TestTables.name(1), content);
            try (Table table = tables.store.open(forged)) {
                for (Row row : rows) {
                    assertEquals(row, tables.findAsTold(table, key, row.sequence));
                }
            }
        }
    }

    /// Changes some of them.
    private static void scatter(Region file, Footer footer, SplittableRandom random) {
        Footer.Section posts = footer.filter();
        for (int i = 0; i < 1 + random.nextInt(50); i++) {
            long place = posts.offset() + (random.nextLong(posts.length()) & -4);
            file.putInt(place, random.nextBoolean() ? random.nextInt() : file.getInt(place) ^ 1 << random.nextInt(32));
        }
    }

    /// Changes signposts, and makes the checksums right.
    private static TableSummary forge(byte[] content, TableSummary summary, BiConsumer<Region, Footer> how) {
        Region file = TestTables.region(content.length);
        file.copyFrom(0, content, 0, content.length);
        Footer footer = Footer.read(TestTables.footer(content));
        assertTrue(footer.filterShape().isOfSignposts());
        how.accept(file, footer);
        return seal(file, content, summary);
    }

    /// Makes the checksums of signposts and footer right.
    private static TableSummary seal(Region file, byte[] content, TableSummary summary) {
        Region end = file.slice(content.length - TableFormat.FOOTER_SIZE, TableFormat.FOOTER_SIZE);
        Footer.Section posts = Footer.read(TestTables.footer(content)).filter();
        Identity identity = new Identity(TestTables.STORE, 1);
        Crc32c crc = new Crc32c();
        int sum = identity.checksum(crc, Identity.FILTER, posts.offset(), file, posts.offset(), (int) posts.length());
        end.putInt(52, sum);
        int checksum = Footer.checksum(end, content.length, identity, crc);
        end.putInt(116, checksum);
        file.copyTo(0, content, 0, content.length);
        return TestTables.withChecksum(summary, checksum);
    }
}

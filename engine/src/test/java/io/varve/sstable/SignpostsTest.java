package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compression.Codec;
import io.varve.error.StoreException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/// I-107.
final class SignpostsTest {
    private static final TableConfig CONFIG = TestTables.SMALL.withSignposts();

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

    /// Two keys of which a line has the same print: 28 bits of the hash, beside 2 blocks of 8 lines.
    @Test
    void aKeyIsFoundBehindAnotherOfTheSamePrint() {
        Map<Integer, Integer> numbers = new HashMap<>();
        Region key = TestTables.region(2 * Long.BYTES);
        Integer before = null;
        int number = 0;
        while (before == null) {
            number++;
            key.putInt(0, Integer.reverseBytes(number));
            long mixed = KeyHash.of(key, 0, Integer.BYTES) * 0x9E37_79B9_7F4A_7C15L;
            before = numbers.put((int) (mixed >>> 36), number);
        }
        List<Row> rows = List.of(
                Row.put(TableKeys.bigEndian((long) before << Integer.SIZE, Integer.BYTES), 1, new byte[400]),
                Row.put(TableKeys.bigEndian((long) number << Integer.SIZE, Integer.BYTES), 2, new byte[400]));
        try (TestTables tables = new TestTables(TestTables.newDisk(), CONFIG);
                Table table = tables.store.open(tables.build(1, rows))) {
            for (Row row : rows) {
                assertEquals(row, tables.findAsTold(table, row.key, Long.MAX_VALUE));
            }
        }
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
        int at = content.length - TableFormat.FOOTER_SIZE;
        Region end = file.slice(at, TableFormat.FOOTER_SIZE);
        Footer footer = Footer.read(end);
        assertTrue(footer.filterShape().isOfSignposts());
        how.accept(file, footer);
        Footer.Section posts = footer.filter();
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

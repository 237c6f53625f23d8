package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/// That a look at all of a table finds whatever is wrong, and goes on behind it.
final class TableCheckTest {
    private static final long NUMBER = 7;

    private final List<Row> rows = rows();
    private final SimDisk disk = TestTables.newDisk();
    private final TestTables tables = new TestTables(disk, TestTables.SMALL);
    private final TableSummary summary = tables.build(NUMBER, rows);
    private final String path = TestTables.name(NUMBER);
    private final byte[] content = disk.contents().read(path);

    @Test
    void nothingIsWrongWithAWholeTable() {
        long[] read = new long[1];
        List<StoreException> findings = new ArrayList<>();
        CheckedTable checked = tables.store.check(summary, tables.reading, findings::add, bytes -> read[0] += bytes);
        assertEquals(List.of(), findings);
        assertTrue(checked.isDirect());
        assertTrue(checked.blocks() > 10, checked::toString);
        assertTrue(read[0] > content.length - 1024 && read[0] <= content.length, read[0] + " bytes");
        tables.assertNothingIsTaken();
    }

    @Test
    void anyBitMayFlip() {
        for (long bit = 0; bit < 8L * content.length; bit += bit > 8L * 8000 ? 10_007 : 61) {
            disk.contents().flipBit(path, bit);
            List<StoreException> findings = findings(summary);
            assertTrue(!findings.isEmpty(), "bit " + bit);
            assertTrue(findings.size() <= 2, findings::toString);
            disk.contents().flipBit(path, bit);
        }
        assertEquals(List.of(), findings(summary));
        tables.assertNothingIsTaken();
    }

    /// A filter whose checksum is right, and that denies what is there.
    @Test
    void aFilterThatDeniesAKeyIsFound() {
        Region file = TestTables.region(content.length);
        file.copyFrom(0, content, 0, content.length);
        int at = content.length - TableFormat.FOOTER_SIZE;
        Region end = TestTables.region(TableFormat.FOOTER_SIZE);
        end.copyFrom(0, content, at, TableFormat.FOOTER_SIZE);
        Footer footer = Footer.read(end);
        Identity identity = new Identity(TestTables.STORE, NUMBER);
        Crc32c crc = new Crc32c();
        Footer.Section filter = footer.filter();
        file.fill(filter.offset(), filter.length(), (byte) 0);
        int sum =
                identity.checksum(crc, Identity.FILTER, filter.offset(), file, filter.offset(), (int) filter.length());
        Footer.Section forged = new Footer.Section(Identity.FILTER, filter.offset(), filter.length(), sum);
        end.fill(0, TableFormat.FOOTER_SIZE, (byte) 0);
        int checksum = new Footer(
                        footer.index(),
                        forged,
                        footer.properties(),
                        footer.filterShape(),
                        footer.size(),
                        footer.headerChecksum())
                .put(end, identity, crc);
        file.copyFrom(at, end, 0, TableFormat.FOOTER_SIZE);
        byte[] changed = new byte[content.length];
        file.copyTo(0, changed, 0, changed.length);
        disk.contents().write(path, changed);

        List<StoreException> findings = findings(with(summary, summary.tombstones(), checksum));
        assertEquals(1, findings.size(), findings::toString);
        assertTrue(findings.getFirst().what().contains("a filter that knows key"), findings::toString);
    }

    @Test
    void whatTheSummaryCountsIsCounted() {
        List<StoreException> findings = findings(with(summary, summary.tombstones() + 1, summary.checksum()));
        assertEquals(2, findings.size(), findings::toString);
        assertTrue(findings.getFirst().what().contains("properties as in the manifest"), findings::toString);
        assertTrue(findings.getLast().what().contains("entries as the summary counts them"), findings::toString);
    }

    /// What lies beside a sector that cannot be read is read all the same.
    @Test
    void aBadSectorIsABadBlock() {
        disk.faults()
                .fail(Op.READ)
                .onPaths(path::equals)
                .inRange(1024, 1536)
                .always()
                .with(Errno.EIO);
        List<StoreException> findings = findings(summary);
        assertTrue(findings.size() >= 1 && findings.size() <= 2, findings::toString);
        assertTrue(findings.getFirst() instanceof StoreIoException, findings::toString);
        disk.faults().clear();
        assertEquals(List.of(), findings(summary));
    }

    @Test
    void aMissingFileIsRefusedAndAListenerMayEndIt() {
        assertThrows(
                CancellationException.class,
                () -> tables.store.check(summary, tables.reading, finding -> {}, bytes -> {
                    throw new CancellationException("enough");
                }));
        tables.store.remove(NUMBER);
        CorruptionException missing = assertThrows(CorruptionException.class, () -> findings(summary));
        assertEquals("no file", missing.found());
        tables.assertNothingIsTaken();
    }

    private List<StoreException> findings(TableSummary of) {
        List<StoreException> findings = new ArrayList<>();
        tables.store.check(of, tables.reading, findings::add, bytes -> {});
        return findings;
    }

    /// With values that are larger than a block, and than what is held of one.
    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>(TableDamageTest.rows());
        for (int i = 0; i < 3; i++) {
            byte[] key = ("large-" + i).getBytes(StandardCharsets.US_ASCII);
            byte[] value = new byte[TableCheck.PIECE / 4 * (1 + 3 * i) + 13 * i];
            Arrays.fill(value, (byte) (i + 1));
            rows.add(Row.put(key, 50_000 + i, value));
        }
        rows.sort(Row.ORDER);
        return rows;
    }

    private static TableSummary with(TableSummary of, long tombstones, int checksum) {
        return new TableSummary(
                of.number(),
                of.bytes(),
                checksum,
                of.entries(),
                tombstones,
                of.rawBytes(),
                of.smallest(),
                of.largest(),
                of.firstSequence(),
                of.lastSequence(),
                of.firstExpiry(),
                of.thirdExpiry(),
                of.lastExpiry(),
                of.engineMillis());
    }
}

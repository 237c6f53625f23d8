package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.sim.SimDisk;
import io.varve.report.OpenReport;
import io.varve.report.TablePlace;
import io.varve.report.VerifyReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What can be read of a store of which each part of each file is damaged in turn: nothing wrong is answered, and
/// everything that does not need the damaged part is (P11, rows 27, 33, 34).
final class StoreDegradedTest {
    private final DamagedStore store = DamagedStore.make(5);

    @Test
    void eachPartOfEachTableIsMissedByWhoNeedsItOnly() {
        int blocks = 0;
        for (String table : store.tables()) {
            for (TableRegions.Region region :
                    TableRegions.of(store.disk.contents().read(table))) {
                SimDisk damaged = store.copy();
                damaged.contents().flipBit(table, 8 * (region.offset() + region.length() / 2) + 3);
                int refused = read(damaged, table);
                if (region.isDispensable()) {
                    assertEquals(0, refused, table + ", " + region);
                } else if (region.isBlock()) {
                    blocks++;
                    assertTrue(refused <= store.content().size() / 3, table + ", " + region + ": " + refused);
                }
            }
        }
        assertTrue(blocks > 12, blocks + " blocks");
    }

    @Test
    void row33TablesThatAreGoneOrCutAreNamedWithTheirKeys() {
        for (String table : store.tables()) {
            byte[] content = store.disk.contents().read(table);
            for (int left : new int[] {-1, 0, 100, content.length - 1, content.length + 1}) {
                SimDisk damaged = store.copy();
                if (left < 0) {
                    DamagedStore.remove(damaged, table);
                } else {
                    damaged.contents().write(table, Arrays.copyOf(content, left));
                }
                assertTrue(read(damaged, table) > 0, table + ", " + left + " bytes");
                DamagedStore.degraded(damaged, degraded -> {
                    OpenReport report = degraded.openReport();
                    assertFalse(report.isWhole());
                    assertTrue(report.isLogWhole(), report::toString);
                    assertEquals(1, report.lostTables().size(), report::toString);
                    assertEquals(table, report.findings().getFirst().path());
                    assertTrue(report.lostTables().getFirst().entries() > 0);
                });
            }
        }
    }

    @Test
    void allTablesMayBeGone() {
        SimDisk damaged = store.copy();
        store.tables().forEach(table -> DamagedStore.remove(damaged, table));
        DamagedStore.degraded(damaged, degraded -> {
            assertEquals(
                    store.tables().size(), degraded.openReport().lostTables().size());
            assertEquals(store.tables().size(), degraded.openReport().findings().size());
            byte[] last = bytes("zzz");
            assertEquals(null, degraded.get(last));
            assertThrows(
                    CorruptionException.class, () -> store.content().keySet().forEach(key -> degraded.get(bytes(key))));
        });
    }

    /// Of the log, what stands before the damage is shown: the store as it once was.
    @Test
    void row27OfADamagedLogThePrefixIsShown() {
        int shorter = 0;
        for (String segment : store.segments()) {
            int size = (int) store.disk.contents().size(segment);
            for (int at = 0; at < Math.min(size, 12_000); at += 61) {
                SimDisk damaged = store.copy();
                damaged.contents().flipBit(segment, 8L * at + at % 8);
                boolean[] isWhole = new boolean[1];
                DamagedStore.degraded(damaged, degraded -> {
                    OpenReport report = degraded.openReport();
                    isWhole[0] = report.isLogWhole();
                    assertEquals(report.isLogWhole(), report.isWhole(), report::toString);
                    Map<String, String> shown = SimStore.contentOf(degraded);
                    if (report.isLogWhole()) {
                        assertEquals(store.content(), shown);
                    } else {
                        int last = (int) Math.max(report.shownSequence(), store.states.size() - 1 - 60);
                        assertEquals(store.states.get(last), shown, report::toString);
                    }
                });
                shorter += isWhole[0] ? 0 : 1;
            }
        }
        assertTrue(shorter > 20, shorter + " shorter logs");
    }

    @Test
    void foldersMayBeGone() {
        SimDisk damaged = store.copy();
        store.segments().forEach(segment -> DamagedStore.remove(damaged, segment));
        remove(damaged, "wal");
        DamagedStore.degraded(damaged, degraded -> {
            assertFalse(degraded.openReport().isLogWhole());
            assertEquals(store.states.get(store.states.size() - 1 - 60), SimStore.contentOf(degraded));
        });
        store.tables().forEach(table -> DamagedStore.remove(damaged, table));
        remove(damaged, "tables");
        DamagedStore.degraded(
                damaged,
                degraded -> assertEquals(
                        store.tables().size(),
                        degraded.openReport().lostTables().size()));
    }

    @Test
    void aDamagedManifestIsRefused() {
        for (String manifest : store.manifests()) {
            SimDisk damaged = store.copy();
            damaged.contents().flipBit(manifest, 8 * 700);
            DamagedStore.process(
                    damaged,
                    seams -> assertThrows(
                            CorruptionException.class,
                            () -> Opening.openDegraded(seams, SimStore.PATH, DamagedStore.READING)));
        }
    }

    @Test
    void aWholeStoreHasNothingToReport() {
        SimDisk copy = store.copy();
        DamagedStore.degraded(copy, degraded -> {
            assertTrue(degraded.openReport().isWhole(), degraded.openReport()::toString);
            assertEquals(store.content(), SimStore.contentOf(degraded));
            assertTrue(degraded.verify().isSound());
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> degraded.put(bytes("a"), bytes("b")));
            assertEquals(RejectionCause.READ_ONLY, refused.rejectionCause());
        });
    }

    @Test
    void aVerifyOfADamagedStoreNamesEverythingAndACheckpointIsRefused() {
        SimDisk damaged = store.copy();
        List<String> tables = store.tables();
        DamagedStore.remove(damaged, tables.get(0));
        flipInBlock(damaged, tables.get(1), 0);
        flipInBlock(damaged, tables.get(1), 1);
        flipInBlock(damaged, tables.get(2), 0);
        DamagedStore.degraded(damaged, degraded -> {
            VerifyReport report = degraded.verify();
            assertFalse(report.isSound());
            assertEquals(4, report.findingCount(), report::toString);
            assertEquals(
                    List.of(tables.get(0), tables.get(1), tables.get(1), tables.get(2)),
                    report.findings().stream().map(finding -> finding.path()).toList());
            assertThrows(CorruptionException.class, () -> degraded.checkpoint(java.nio.file.Path.of("/copy")));
        });
        assertTrue(damaged.contents().files().stream().noneMatch(path -> path.startsWith("/copy")));
    }

    private void flipInBlock(SimDisk damaged, String table, int block) {
        TableRegions.Region region = TableRegions.of(store.disk.contents().read(table)).stream()
                .filter(part -> part.kind().equals("block " + block))
                .findFirst()
                .orElseThrow();
        damaged.contents().flipBit(table, 8 * region.offset() + 77);
    }

    /// Reads every key, and walks both ways around what cannot be read.
    ///
    /// @return how many keys were refused
    private int read(SimDisk damaged, String table) {
        int[] refused = new int[1];
        DamagedStore.degraded(damaged, degraded -> {
            List<TablePlace> lost = degraded.openReport().lostTables();
            NavigableMap<String, String> content = store.content();
            for (int key = 990; key < 3100; key++) {
                String name = "k" + key;
                try {
                    byte[] value = degraded.get(bytes(name));
                    assertEquals(content.get(name), value == null ? null : text(value), name);
                } catch (CorruptionException told) {
                    assertEquals(table, told.path());
                    refused[0]++;
                    boolean mayBe = lost.isEmpty()
                            || lost.stream().anyMatch(one -> one.keys().contains(bytes(name)));
                    assertTrue(mayBe, name + " is not in " + lost);
                }
            }
            walk(degraded, content, lost);
        });
        return refused[0];
    }

    private static void walk(Store degraded, NavigableMap<String, String> content, List<TablePlace> lost) {
        List<String> seen = new ArrayList<>();
        boolean isThrown = false;
        try (StoreCursor cursor = degraded.cursor()) {
            for (boolean on = cursor.first(); on; on = cursor.next()) {
                assertEquals(content.get(text(cursor.key())), text(cursor.value()));
                seen.add(text(cursor.key()));
            }
        } catch (CorruptionException told) {
            isThrown = true;
        }
        assertEquals(List.copyOf(content.keySet()).subList(0, seen.size()), seen);
        assertTrue(isThrown || seen.size() == content.size());
        for (TablePlace place : lost) {
            String smallest = text(place.keys().from());
            String largest = text(assertNotNullAndGet(place.keys().to()));
            assertTrue(seen.containsAll(content.headMap(smallest, false).keySet()), "up to " + smallest);
            assertEquals(new TreeMap<>(content.tailMap(largest, false)), beyond(degraded, largest));
        }
    }

    private static byte[] assertNotNullAndGet(byte @org.jspecify.annotations.Nullable [] key) {
        assertNotNull(key);
        return key;
    }

    /// What a walk finds above a key; and a walk back from the last, which ends where it cannot go on.
    private static Map<String, String> beyond(Store degraded, String key) {
        TreeMap<String, String> found = new TreeMap<>();
        try (StoreCursor cursor = degraded.cursor()) {
            for (boolean on = cursor.seek(bytes(key + "\0")); on; on = cursor.next()) {
                found.put(text(cursor.key()), text(cursor.value()));
            }
            TreeMap<String, String> backward = new TreeMap<>();
            assertThrows(CorruptionException.class, () -> {
                for (boolean on = cursor.last(); on; on = cursor.previous()) {
                    backward.put(text(cursor.key()), text(cursor.value()));
                }
            });
            assertEquals(found, new TreeMap<>(backward.tailMap(key, false)));
        }
        return found;
    }

    private static void remove(SimDisk disk, String folder) {
        try (var directory = disk.openDirectory("/store")) {
            assertEquals(0, directory.removeDirectory(folder));
        }
    }
}

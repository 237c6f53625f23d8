package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreIoException;
import io.varve.inspect.FileRole;
import io.varve.inspect.Inspector;
import io.varve.inspect.StoreFacts;
import io.varve.inspect.StoreLayout;
import io.varve.inspect.TableFacts;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What tools see of a store's directory without opening the store.
final class StoreFilesTest {
    private static final StoreOptions SMALL = StoreOptions.builder()
            .memtableBytes(64 << 10)
            .logSegmentBytes(64 << 10)
            .logBufferBytes(16 << 10)
            .build();

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @Test
    void showsTablesLogSnapshotsAndEveryFile() throws IOException {
        try (Store store = Store.open(directory, SMALL)) {
            put(store, "apple", "pear");
            store.flush("monday").await();
            put(store, "fig", "quince");
            store.delete(bytes("apple"));
            store.flush().await();
            put(store, "zebra");
            store.sync();
        }
        Files.writeString(directory.resolve("note.txt"), "mine");

        StoreLayout layout = inspector().layout();

        StoreFacts facts = layout.store();
        assertNotNull(facts);
        assertEquals(1, facts.epoch());
        assertTrue(facts.isCleanlyClosed());
        assertEquals(List.of(), layout.problems());
        assertEquals(2, layout.tables().size());
        TableFacts newest = layout.tables().getFirst();
        assertEquals(0, newest.level());
        assertEquals(3, newest.entries());
        assertEquals(1, newest.tombstones());
        assertEquals(hex("apple"), newest.smallest());
        assertEquals(hex("quince"), newest.largest());
        assertEquals(3, newest.firstSequence());
        assertEquals(5, newest.lastSequence());
        assertEquals(
                1,
                layout.log().stream()
                        .filter(segment -> segment.isNeeded() && segment.operations() > 0)
                        .count());
        assertEquals(
                List.of(layout.tables().getLast().number()),
                layout.snapshots().getFirst().tables());
        Map<FileRole, Integer> roles = new TreeMap<>();
        layout.files().forEach(file -> roles.merge(file.role(), 1, Integer::sum));
        assertEquals(1, roles.get(FileRole.LOCK));
        assertEquals(1, roles.get(FileRole.STATISTICS));
        assertEquals(1, roles.get(FileRole.MARKER));
        assertEquals(1, roles.get(FileRole.MANIFEST));
        assertEquals(2, roles.get(FileRole.TABLE));
        assertEquals(1, roles.get(FileRole.FOREIGN));
        try (Stream<Path> all = Files.walk(directory)) {
            assertEquals(
                    all.filter(Files::isRegularFile).count(), layout.files().size());
        }
    }

    @Test
    void tellsWhatOnlyASnapshotKeeps() {
        try (Store store = Store.open(directory, SMALL)) {
            put(store, "a");
            store.flush("kept").await();
            store.compact().await();
            put(store, "b");
            store.flush().await();
            store.compact().await();

            StoreLayout layout = inspector().layout(); // beside the open store

            assertEquals(1, layout.tables().size());
            assertTrue(layout.tables().getFirst().level() > 0);
            var kept = layout.snapshots().getFirst();
            assertEquals(kept.bytes(), kept.keptBytes());
            assertTrue(layout.files().stream().anyMatch(file -> file.role() == FileRole.SNAPSHOT_TABLE));
        }
    }

    @Test
    void showsFilesAndSaysWhatIsWrongWhereTheManifestIsDamaged() throws IOException {
        Store.open(directory, SMALL).close();
        Path manifest = directory.resolve("manifest-0000000000000001");
        byte[] content = Files.readAllBytes(manifest);
        content[100] ^= 1;
        Files.write(manifest, content);

        StoreLayout layout = inspector().layout();

        assertNull(layout.store());
        assertTrue(layout.problems().getFirst().contains("manifest-0000000000000001"), layout.toString());
        assertTrue(layout.files().size() > 3);
    }

    @Test
    void saysThatATableIsMissingOrASegmentDamaged() throws IOException {
        try (Store store = Store.open(directory, SMALL)) {
            put(store, "a");
            store.flush().await();
            put(store, "b");
        }
        StoreLayout whole = inspector().layout();
        Files.delete(file(whole, FileRole.TABLE));
        Path log = file(whole, FileRole.LOG);
        byte[] content = Files.readAllBytes(log);
        content[20] ^= 1;
        Files.write(log, content);

        StoreLayout layout = inspector().layout();

        assertEquals(2, layout.problems().size(), layout.toString());
        assertEquals(
                "table 1 is needed, and there is no file of it",
                layout.problems().getFirst());
        assertTrue(layout.problems().getLast().contains(String.valueOf(log.getFileName())), layout.toString());
        assertEquals(whole.log().size() - 1, layout.log().size());
    }

    @Test
    void printsManifestLogAndTables() {
        try (Store store = Store.open(directory, SMALL)) {
            put(store, "a");
            store.flush().await();
            put(store, "b");
        }
        StoreLayout layout = inspector().layout();
        long log = layout.log().stream()
                .filter(segment -> segment.operations() > 0 && segment.isNeeded())
                .findFirst()
                .orElseThrow()
                .number();

        List<String> manifest = new ArrayList<>();
        inspector().printManifest(manifest::add);
        List<String> segment = new ArrayList<>();
        inspector().printSegment(log, segment::add);
        List<String> table = new ArrayList<>();
        inspector().printTable(1, table::add);

        assertTrue(manifest.stream().anyMatch(line -> line.endsWith("smallest key: a")), manifest.toString());
        assertTrue(segment.stream().anyMatch(line -> line.contains("62  ")), segment.toString());
        assertEquals("# header", table.getFirst());
        assertEquals("# footer", table.get(table.lastIndexOf("# footer")));
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        Files.writeString(directory.resolve("note.txt"), "mine");

        assertNull(inspector().layout().store());
        assertThrows(StoreIoException.class, () -> inspector().printManifest(line -> {}));
        Inspector absent = StoreFiles.inspect(directory.resolve("absent"));
        assertThrows(StoreIoException.class, absent::layout);
        Store.open(directory.resolve("new"), SMALL).close();
        Inspector empty = StoreFiles.inspect(directory.resolve("new"));
        assertThrows(StoreIoException.class, () -> empty.printTable(7, line -> {}));
        assertThrows(StoreIoException.class, () -> empty.printSegment(7, line -> {}));
    }

    private Inspector inspector() {
        return StoreFiles.inspect(directory);
    }

    private Path file(StoreLayout layout, FileRole role) {
        return directory.resolve(layout.files().stream()
                .filter(file -> file.role() == role)
                .findFirst()
                .orElseThrow()
                .path());
    }

    private static void put(Store store, String... keys) {
        for (String key : keys) {
            store.put(bytes(key), bytes(key));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(bytes(text));
    }
}

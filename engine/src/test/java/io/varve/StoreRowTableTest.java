package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rows of the catalogue about tables that are not what they were: 33, 34, 35, 38, 39, 42, 73.
final class StoreRowTableTest {
    private static final StoreOptions OPTIONS = SimStore.tiny()
            .memtableBytes(64 << 10)
            .memoryBudgetBytes(8 << 20)
            .blockBytes(512)
            .compaction(Compaction.MANUAL)
            .build();
    private static final String FOLDER = "/store/tables/";
    private static final int TABLES = 6;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    /// Row 33: missing, empty, shorter, longer, another store's, another table's: nothing opens,
    /// all are named, and nothing is changed, so that it opens when they are back.
    @Test
    void row33AllTablesThatAreNotWhatTheyWereAreNamed() {
        SimDisk disk = closed(TABLES, 20);
        List<String> tables = tables(disk);
        List<byte[]> good = tables.stream().map(disk.contents()::read).toList();
        SimDisk other = closed(1, 20);
        byte[] first = good.getFirst();
        remove(disk, tables.get(0));
        disk.contents().write(tables.get(1), new byte[0]);
        disk.contents().write(tables.get(2), Arrays.copyOf(good.get(2), good.get(2).length - 1));
        disk.contents().write(tables.get(3), Arrays.copyOf(good.get(3), good.get(3).length + 1));
        disk.contents().write(tables.get(4), other.contents().read(tables(other).getFirst()));
        disk.contents().write(tables.get(5), first);

        for (boolean isReadOnly : new boolean[] {true, false, true, false}) {
            StoreOptions options = OPTIONS.toBuilder().readOnly(isReadOnly).build();
            StoreException refusal = SimStore.attempt(disk, options, 1).refusal();
            CorruptionException found = assertInstanceOf(CorruptionException.class, refusal);
            for (String table : tables) {
                assertTrue(found.what().contains(name(table)), found.what());
            }
        }

        for (int i = 0; i < TABLES; i++) {
            disk.contents().write(tables.get(i), good.get(i));
        }
        assertEquals(TABLES * 20, SimStore.recover(disk, OPTIONS, 1).content().size());
    }

    /// Row 34: whatever byte is another one: it is found at the open, or whoever needs it is told,
    /// or it was the filter's and every answer is right. Nobody else notices, and nobody gets a
    /// wrong answer.
    @Test
    void row34ADamagedByteIsFoundOutOrHarmless() {
        SimDisk disk = closed(1, 120);
        String table = tables(disk).getFirst();
        TreeMap<String, Integer> outcomes = new TreeMap<>();
        int size = disk.contents().read(table).length;
        for (int at = 0; at < size; at += at < size - 1024 ? 29 : 5) {
            SimDisk damaged = new CrashImages(disk, new SplittableRandom(1)).allKept();
            damaged.contents().flipBit(table, 8L * at + at % 8);
            outcomes.merge(outcome(damaged, 120), 1, Integer::sum);
        }
        assertEquals(List.of("refused", "right", "some"), List.copyOf(outcomes.keySet()), outcomes::toString);
    }

    private static String outcome(SimDisk disk, int keys) {
        String[] outcome = {"refused"};
        StoreOptions reading = OPTIONS.toBuilder().readOnly(true).build();
        SimStore.use(disk, reading, 1, process -> {
            try (Store store = process.open()) {
                int damaged = 0;
                for (int i = 0; i < keys; i++) {
                    try {
                        assertArrayEquals(value(0, i), store.get(key(0, i)));
                    } catch (CorruptionException told) {
                        assertTrue(told.path().contains("/tables/"), told.path());
                        damaged++;
                    }
                }
                assertTrue(damaged <= keys / 2, () -> "damage in one block hits more than those in it");
                assertEquals(damaged, store.stats().tables().damagedReads());
                outcome[0] = damaged == 0 ? "right" : "some";
            } catch (CorruptionException refused) {
                assertTrue(refused.path().contains("/tables/"), refused.path());
            }
        });
        return outcome[0];
    }

    /// Row 35: a table of this store and this number whose checksums are all right, and that is not
    /// the one that the manifest describes.
    @Test
    void row35AWholeTableThatIsNotTheOneOfTheManifestIsRefused() {
        SimDisk disk = closed(1, 20);
        SimDisk twin = new CrashImages(disk, new SplittableRandom(1)).allKept();
        flushed(disk, 1, 20);
        SimStore.use(twin, OPTIONS, 7, process -> {
            try (Store store = process.open()) {
                store.put(bytes("other"), bytes("value"));
                store.flush().await();
            }
        });
        String last = tables(disk).getLast();
        assertEquals(last, tables(twin).getLast());
        disk.contents().write(last, twin.contents().read(last));

        StoreException refusal = SimStore.attempt(disk, OPTIONS, 1).refusal();
        CorruptionException found = assertInstanceOf(CorruptionException.class, refusal);
        assertEquals(last, found.path());
    }

    /// Row 39: tables of a later version are refused as such, however many they are, and left as they are.
    @Test
    void row39TablesOfALaterVersionAreRefusedAndNotChanged() {
        SimDisk disk = closed(2, 20);
        TreeMap<String, byte[]> before = new TreeMap<>();
        for (String table : tables(disk)) {
            byte[] later = disk.contents().read(table);
            ByteBuffer content = ByteBuffer.wrap(later).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(3, content.getInt(12), "the version");
            content.putInt(12, 4);
            new TableForge(content).seal();
            disk.contents().write(table, later);
            before.put(table, later);
        }
        for (boolean isReadOnly : new boolean[] {true, false}) {
            StoreOptions options = OPTIONS.toBuilder().readOnly(isReadOnly).build();
            StoreException refusal = SimStore.attempt(disk, options, 1).refusal();
            assertEquals(
                    4, assertInstanceOf(FormatVersionException.class, refusal).found());
            before.forEach((table, content) ->
                    assertArrayEquals(content, disk.contents().read(table)));
        }
    }

    /// Row 73: a machine that opens no file is no damage, however many tables that meets.
    @Test
    void row73TablesThatCannotBeOpenedAreNotDamaged() {
        SimDisk disk = closed(3, 20);
        SimStore.use(disk, OPTIONS, 1, process -> {
            process.disk.faults().fail(Op.OPEN).onNames(".sst").always().with(Errno.EMFILE);
            StoreIoException refused = assertThrows(StoreIoException.class, process::open);
            assertEquals(Errno.EMFILE, Math.abs(refused.errno()));
            process.disk.faults().clear();
            process.open().close();
        });
        remove(disk, tables(disk).getFirst());
        SimStore.use(disk, OPTIONS, 1, process -> {
            process.disk
                    .faults()
                    .fail(Op.OPEN)
                    .onNames(name(tables(disk).getLast()))
                    .always()
                    .with(Errno.EMFILE);
            assertThrows(CorruptionException.class, process::open);
        });
    }

    /// Row 38: what a crash has left is removed; what is not ours, or not known to be ours, is not.
    @Test
    void row38OnlyWhatIsProvenOursAndUnneededIsRemoved() {
        SimDisk disk = closed(2, 20);
        List<String> live = tables(disk);
        byte[] ours = disk.contents().read(live.getFirst());
        byte[] foreign = closed(1, 20).contents().read(live.getFirst());
        SimDisk merged = new CrashImages(disk, new SplittableRandom(1)).allKept();
        SimStore.use(merged, OPTIONS, 1, process -> {
            try (Store store = process.open()) {
                store.compact().await();
            }
        });
        assertEquals(1, tables(merged).size());
        merged.contents().write(live.getFirst(), ours);
        merged.contents().write(live.getLast(), foreign);
        merged.contents().write(FOLDER + "notes.txt", bytes("of a user"));
        merged.contents().write(FOLDER + "x" + name(live.getFirst()), ours);

        assertEquals(40, SimStore.recover(merged, OPTIONS, 1).content().size());
        List<String> left = tables(merged);
        assertTrue(!left.contains(live.getFirst()), left::toString);
        assertTrue(left.contains(live.getLast()), "another store's");
        assertTrue(left.contains(FOLDER + "notes.txt"), left::toString);
        assertTrue(left.contains(FOLDER + "x" + name(live.getFirst())), left::toString);
    }

    /// Row 42: without direct I/O tables are read back through the page cache, and are as good otherwise.
    @Test
    void row42AFileSystemWithoutDirectReadsHoldsTables() {
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL.withoutDirect(), 1);
        disk.makeDirectories("/");
        flushed(disk, 0, 20);
        assertEquals(20, SimStore.recover(disk, OPTIONS, 1).content().size());
    }

    /// Row 42: the file system in memory, where there is one.
    @Test
    void row42AFileSystemInMemoryHoldsTables() throws Exception {
        Path memory = Path.of("/dev/shm");
        if (!Files.isWritable(memory)) {
            System.out.println("row 42 was skipped: there is no " + memory);
            return;
        }
        Path path = Files.createTempDirectory(memory, "varve-row42");
        try {
            fillOnLinux(path);
            try (Store store = Store.open(path, StoreStorms.small().build())) {
                assertEquals(0, store.recoveryReport().operations());
                for (int i = 0; i < CutStore.KEYS; i++) {
                    assertArrayEquals(CutStore.value(i), store.get(CutStore.key(i)));
                }
            }
        } finally {
            try (var all = Files.walk(path)) {
                for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void fillOnLinux(Path path) {
        try (Store store = Store.open(path, StoreStorms.small().build())) {
            CutStore.fill(store);
        }
    }

    private static SimDisk closed(int tables, int keys) {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        for (int i = 0; i < tables; i++) {
            flushed(disk, i, keys);
        }
        assertEquals(tables, tables(disk).size());
        return disk;
    }

    /// Its seed is its number and the disk's, so that two stores have two identities.
    private static long seeds = 100;

    private static void flushed(SimDisk disk, int number, int keys) {
        SimStore.use(disk, OPTIONS, seeds++, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < keys; i++) {
                    store.put(key(number, i), value(number, i), Durability.PROCESS);
                }
                assertNotEquals(0, store.flush().await());
            }
        });
    }

    private static byte[] key(int table, int i) {
        return bytes("k" + table + "/" + (1000 + i));
    }

    private static byte[] value(int table, int i) {
        return bytes("value " + table + " " + i);
    }

    private static List<String> tables(SimDisk disk) {
        return disk.contents().files().stream()
                .filter(path -> path.startsWith(FOLDER))
                .sorted()
                .toList();
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void remove(SimDisk disk, String path) {
        try (var directory = disk.openDirectory("/store/tables")) {
            assertEquals(0, directory.unlink(name(path)));
        }
    }
}

package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.EXCLUSIVE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.FileSystemStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinuxDirectoryTest {
    @TempDir
    Path path;

    private Directory directory;

    @BeforeEach
    void open() {
        directory = Machine.directory(path);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void listsEveryEntryOnce() throws IOException {
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < 3000; i++) {
            String name = "a-rather-long-name-so-that-one-buffer-does-not-hold-them-all-" + i;
            Files.createFile(path.resolve(name));
            expected.add(name);
        }
        List<String> names = new ArrayList<>();

        assertEquals(0, directory.list(names));
        assertEquals(expected, new TreeSet<>(names));
        assertEquals(expected.size(), names.size());
    }

    @Test
    void createsExclusively() {
        try (DiskFile file = directory.open("f", READ | WRITE | CREATE | EXCLUSIVE)) {
            assertEquals(0, file.errno());
            assertEquals(path + "/f", file.path());
        }
        assertEquals(
                Errno.EEXIST, directory.open("f", WRITE | CREATE | EXCLUSIVE).errno());
    }

    @Test
    void saysWhyAFileCannotBeOpened() throws IOException {
        Files.createDirectory(path.resolve("d"));
        Files.createSymbolicLink(path.resolve("s"), path.resolve("d"));

        assertEquals(Errno.ENOENT, directory.open("absent", READ).errno());
        assertEquals(Errno.EISDIR, directory.open("d", WRITE).errno());
        assertEquals(Errno.ELOOP, directory.open("s", READ).errno());
        assertEquals(Errno.ENAMETOOLONG, directory.open("x".repeat(300), READ).errno());
        assertEquals(
                Errno.ENOTDIR,
                Linux.disk()
                        .openDirectory(Files.createFile(path.resolve("f")).toString())
                        .errno());
        assertEquals(Errno.ENOTDIR, directory.openDirectory("s").errno());
    }

    @Test
    void refusesNamesThatAreNotNames() {
        for (String name : List.of("", ".", "..", "a/b", "/", "nul\0", "half \ud83d", "\ude00 half")) {
            assertThrows(IllegalArgumentException.class, () -> directory.open(name, READ), name);
            assertThrows(IllegalArgumentException.class, () -> directory.unlink(name), name);
            assertThrows(IllegalArgumentException.class, () -> directory.rename("a", directory, name), name);
        }
        assertThrows(IllegalArgumentException.class, () -> Linux.disk().openDirectory(""));
    }

    @Test
    void refusesFlagsThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> directory.open("f", 0));
        assertThrows(IllegalArgumentException.class, () -> directory.open("f", CREATE));
        assertThrows(IllegalArgumentException.class, () -> directory.open("f", READ | EXCLUSIVE));
        assertThrows(IllegalArgumentException.class, () -> directory.open("f", READ | 1 << 20));
        assertEquals(Errno.ENOENT, directory.open("f", READ).errno());
    }

    @Test
    void renamesAndReplaces() throws IOException {
        Files.writeString(path.resolve("a"), "a");
        Files.writeString(path.resolve("b"), "b");

        assertEquals(-Errno.EEXIST, directory.renameIfAbsent("a", directory, "b"));
        assertEquals("b", Files.readString(path.resolve("b")));
        assertEquals(0, directory.renameIfAbsent("a", directory, "c"));
        assertEquals(0, directory.rename("c", directory, "b"));
        assertEquals("a", Files.readString(path.resolve("b")));
        assertFalse(Files.exists(path.resolve("c")));
        assertEquals(-Errno.ENOENT, directory.rename("a", directory, "b"));
    }

    @Test
    void movesAndLinksBetweenDirectories() throws IOException {
        Files.writeString(path.resolve("a"), "a");
        assertEquals(0, directory.makeDirectory("sub"));
        assertEquals(-Errno.EEXIST, directory.makeDirectory("sub"));

        try (Directory sub = Machine.opened(directory.openDirectory("sub"))) {
            assertEquals(0, directory.link("a", sub, "linked"));
            assertEquals(-Errno.EEXIST, directory.link("a", sub, "linked"));
            assertEquals(0, directory.rename("a", sub, "moved"));
            FileStat stat = new FileStat();
            assertEquals(0, sub.stat("moved", stat));
            assertEquals(2, stat.linkCount());
            assertEquals(-Errno.ENOTEMPTY, directory.removeDirectory("sub"));
            assertEquals(0, sub.unlink("moved"));
            assertEquals(0, sub.unlink("linked"));
            assertEquals(-Errno.ENOENT, sub.unlink("linked"));
        }
        assertEquals(0, directory.removeDirectory("sub"));
    }

    @Test
    void saysWhatANameStandsFor() throws IOException {
        Files.writeString(path.resolve("f"), "12345");
        Files.createSymbolicLink(path.resolve("s"), path.resolve("f"));
        FileStat stat = new FileStat();

        assertEquals(0, directory.stat("f", stat));
        assertEquals(FileStat.Kind.FILE, stat.kind());
        assertEquals(5, stat.size());
        assertEquals(Files.getAttribute(path.resolve("f"), "unix:ino"), stat.inode());
        assertEquals(0, directory.stat("s", stat));
        assertEquals(FileStat.Kind.SYMBOLIC_LINK, stat.kind());
        assertEquals(-Errno.ENOENT, directory.stat("absent", stat));
        assertEquals(FileStat.Kind.SYMBOLIC_LINK, stat.kind(), "a failure leaves the result alone");
    }

    @Test
    void knowsItsFileSystem() {
        FileSystemStat stat = new FileSystemStat();

        assertEquals(0, directory.statFileSystem(stat));
        assertTrue(stat.totalBytes() >= stat.availableBytes());
        assertTrue(stat.availableBytes() > 0);
        assertFalse(stat.isReadOnly());
        assertFalse(directory.capabilities().fileSystem().isEmpty());
        assertTrue(Integer.bitCount(directory.capabilities().logicalSectorSize()) == 1);
        assertTrue(directory.capabilities().physicalSectorSize()
                >= directory.capabilities().logicalSectorSize());
    }

    @Test
    void probingLeavesNothingBehind() {
        List<String> names = new ArrayList<>();
        assertEquals(0, directory.list(names));
        assertEquals(List.of(), names);
    }

    @Test
    void syncs() throws IOException {
        Files.createFile(path.resolve("f"));
        assertEquals(0, directory.sync());
    }

    @Test
    void staysItselfWhenRenamed() throws IOException {
        Path elsewhere = path.resolveSibling(path.getFileName() + "-renamed");
        Files.move(path, elsewhere);
        try (DiskFile file = directory.open("f", WRITE | CREATE)) {
            assertEquals(0, file.errno());
            assertTrue(Files.exists(elsewhere.resolve("f")));
        } finally {
            Files.move(elsewhere, path);
        }
    }

    @Test
    void readsTheLimitsOfTheProcess() {
        var limits = Linux.disk().limits();
        assertTrue(limits.openFiles() > 0);
        assertTrue(limits.mappings() >= 1024, () -> limits + " cannot be: the JVM alone has hundreds");
        assertTrue(limits.lockedBytes() >= 0);
        assertEquals(1, Integer.bitCount(limits.pageSize()));
        assertTrue(limits.pageSize() >= 4096);
    }

    @Test
    void opensRegularFilesOnly() throws Exception {
        assertEquals(0, directory.makeDirectory("d"));
        assertEquals(
                0,
                new ProcessBuilder("mkfifo", path.resolve("pipe").toString())
                        .start()
                        .waitFor());
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int flags : new int[] {READ, WRITE, READ | WRITE}) {
                assertEquals(Errno.ENXIO, directory.open("pipe", flags).errno());
            }
        });
        assertEquals(Errno.EISDIR, directory.open("d", READ).errno());
        try (Directory devices = Machine.directory(Path.of("/dev"))) {
            assertEquals(Errno.ENXIO, devices.open("null", READ).errno());
        }
        assertEquals(0, Machine.descriptorsOf(path.toRealPath().resolve("pipe")).size());
        assertEquals(0, Machine.descriptorsOf(path.toRealPath().resolve("d")).size());
    }

    @Test
    void showsNamesThatAreNotTextWithAReplacement() throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'a\\377b')\"");
        assertEquals(0, shell.directory(path.toFile()).start().waitFor());
        List<String> names = new ArrayList<>();
        assertEquals(0, directory.list(names));
        assertEquals(List.of("a\uFFFDb"), names);
    }
}

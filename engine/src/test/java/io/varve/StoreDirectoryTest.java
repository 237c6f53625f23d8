package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.InvalidOptionsException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The catalogue's rows about directories, locks and processes: 13, 15 to 17, 40, 41, 64 to 67, 71.
final class StoreDirectoryTest {
    private static final byte[] K = "k".getBytes(UTF_8);

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @AfterEach
    void noThreadIsLeft() {
        StoreStorms.assertNoThreadLeft();
    }

    @Test
    void row13AllProblemsAtOnceAndNothingOnDisk() {
        StoreOptions options = StoreOptions.builder()
                .ringSize(3)
                .memtableBytes(0)
                .memoryBudgetBytes(1)
                .deadline(Duration.ofDays(-1))
                .log(false)
                .durability(Durability.SYNC)
                .build();
        Path path = directory.resolve("new");
        InvalidOptionsException refused = assertThrows(InvalidOptionsException.class, () -> Store.open(path, options));
        for (String name : List.of("ringSize", "memtableBytes", "memoryBudgetBytes", "deadline", "durability")) {
            assertTrue(String.valueOf(refused.getMessage()).contains(name), name);
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void row15AMissingDirectoryIsMadeOrNot() throws IOException {
        Path path = directory.resolve("new");
        for (StoreOptions options : List.of(
                StoreOptions.builder().createIfMissing(false).build(),
                StoreOptions.builder().readOnly(true).build())) {
            assertEquals(Errno.ENOENT, refusal(path, options).errno());
            assertFalse(Files.exists(path));
            Path empty = Files.createDirectories(directory.resolve("empty"));
            assertEquals(Errno.ENOENT, refusal(empty, options).errno());
        }
        assertEquals(
                Errno.ENOENT,
                refusal(path.resolve("below"), StoreOptions.defaults()).errno());
        try (Store store = Store.open(path)) {
            assertTrue(store.recoveryReport().wasCreated());
        }
    }

    @Test
    void row16WhatIsNoDirectory() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "precious");
        assertEquals(Errno.ENOTDIR, refusal(file, StoreOptions.defaults()).errno());
        assertEquals(
                Errno.ENOTDIR,
                refusal(file.resolve("below"), StoreOptions.defaults()).errno());
        assertEquals("precious", Files.readString(file));
        Path dangling = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        StoreIoException refused = refusal(dangling, StoreOptions.defaults());
        assertTrue(String.valueOf(refused.getMessage()).contains("link"), refused.getMessage());
        assertFalse(Files.exists(directory.resolve("nowhere")));
    }

    @Test
    void row16APathOfAnotherFileSystem() throws IOException {
        URI archive = URI.create("jar:" + directory.resolve("a.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            assertThrows(IllegalArgumentException.class, () -> Store.open(zip.getPath("/store")));
        }
    }

    @Test
    void row17ForeignFilesAreLeftAlone() throws IOException {
        Path note = Files.writeString(directory.resolve("note.txt"), "mine");
        Path folder = Files.createDirectories(directory.resolve("folder"));
        for (int i = 0; i < 3; i++) {
            try (Store store = Store.open(directory)) {
                store.put(K, K);
            }
            Files.writeString(directory.resolve("wal").resolve("note"), "mine");
        }
        assertEquals("mine", Files.readString(note));
        assertEquals("mine", Files.readString(directory.resolve("wal").resolve("note")));
        assertTrue(Files.isDirectory(folder));
    }

    @Test
    void row40TheLockFileIsMissingADirectoryOrLeftOver() throws IOException {
        Store.open(directory).close();
        Path lock = directory.resolve("LOCK");
        assertTrue(Files.exists(lock), "it stays");
        Files.delete(lock);
        Store.open(directory).close();
        assertTrue(Files.exists(lock));
        Store.open(directory).close();
        Files.delete(lock);
        Files.createDirectory(lock);
        assertEquals(Errno.EISDIR, refusal(directory, StoreOptions.defaults()).errno());
        Files.delete(lock);
        Store.open(directory).close();
    }

    /// Whatever moment a file by file copy catches, it opens at a prefix or is refused as damaged.
    @Test
    void row41CopiesOfAnOpenStore() throws Exception {
        Path live = directory.resolve("live");
        int opened = 0;
        try (Store store = Store.open(live, StoreStorms.small().build())) {
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 40_000 && !Thread.currentThread().isInterrupted(); i++) {
                    store.put(
                            ("key" + i % 50).getBytes(UTF_8),
                            Integer.toString(i).getBytes(UTF_8),
                            Durability.PROCESS);
                }
            });
            for (int i = 0; i < 8; i++) {
                Path copy = directory.resolve("copy" + i);
                copy(live, copy);
                try (Store copied = Store.open(copy, StoreStorms.small().build())) {
                    assertIsPrefix(copied);
                    opened++;
                } catch (CorruptionException refused) {
                    assertFalse(refused.path().isBlank());
                }
            }
            writer.interrupt();
            writer.join();
        }
        assertTrue(opened > 0, "none of the copies could be opened");
    }

    @Test
    void row64And67AnotherProcessHasItOpen() throws Exception {
        Process holder = new ChildJvm().start(KillChild.class);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(holder.getInputStream(), UTF_8))) {
            holder.outputWriter(UTF_8).append(directory + " 1 0 0\n").flush();
            for (String line = lines.readLine(); line != null && !line.startsWith("A 0 30"); line = lines.readLine()) {
                assertFalse(line.startsWith("E"), line);
            }
            StoreLockedException refused =
                    assertThrows(StoreLockedException.class, () -> Store.open(directory, KillChild.options()));
            assertTrue(refused.holder().contains("pid " + holder.pid()), refused.holder());
            StoreOptions readOnly =
                    KillChild.options().toBuilder().readOnly(true).build();
            try (Store beside = Store.open(directory, readOnly)) {
                assertTrue(beside.visibleSequence() >= 30);
                assertThrows(WriteRejectedException.class, () -> beside.put(K, K));
                assertThrows(WriteRejectedException.class, () -> beside.delete(K));
            }
        } finally {
            holder.toHandle().destroyForcibly();
            holder.waitFor();
        }
        Store.open(directory, KillChild.options()).close();
    }

    @Test
    void row65And66OtherSpellingsAndOtherOpenersOfTheLock() throws Exception {
        Path link =
                Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("real")));
        try (Store store = Store.open(directory.resolve("real"))) {
            store.put(K, K);
            for (int i = 0; i < 3; i++) {
                Files.readAllBytes(directory.resolve("real").resolve("LOCK"));
                for (Path spelling : List.of(
                        link,
                        directory.resolve("real/../real/."),
                        Path.of("")
                                .toAbsolutePath()
                                .relativize(directory.toAbsolutePath().resolve("real")))) {
                    assertThrows(StoreLockedException.class, () -> Store.open(spelling));
                }
            }
            assertArrayEquals(K, store.get(K));
        }
        Store.open(link).close();
    }

    /// The kernel closes our descriptors when the host starts a program: the lock does not live on in it.
    @Test
    void row71AProgramThatTheHostStartsInheritsNothing() throws Exception {
        Process program;
        try (Store store = Store.open(directory)) {
            store.put(K, K);
            program = new ProcessBuilder("sleep", "60").start();
            Path descriptors = Path.of("/proc/" + program.pid() + "/fd");
            Await.until("the program", () -> isSleeping(program));
            try (var open = Files.list(descriptors)) {
                assertTrue(open.noneMatch(fd -> isBelow(fd, directory)));
            }
        }
        Store.open(directory).close();
        program.destroyForcibly().waitFor();
    }

    @Test
    void readOnlyChangesNothing() throws IOException {
        try (Store store = Store.open(directory)) {
            store.put(K, K);
        }
        Map<String, String> before = contents();
        try (Store store =
                Store.open(directory, StoreOptions.builder().readOnly(true).build())) {
            assertArrayEquals(K, store.get(K));
            assertEquals(1, store.durableSequence());
        }
        assertEquals(before, contents());
    }

    /// A failed open leaves no lock, no thread and no file open.
    @Test
    void aThreadThatCannotBeMadeFailsTheOpen() {
        for (int which = 0; which < 3; which++) {
            int failing = which;
            int[] made = {0};
            StoreOptions options = StoreStorms.small()
                    .threadFactory(work -> {
                        if (made[0]++ == failing) {
                            throw new IllegalArgumentException("no more threads");
                        }
                        return Thread.ofPlatform().daemon().unstarted(work);
                    })
                    .build();
            assertThrows(RuntimeException.class, () -> Store.open(directory, options));
            StoreStorms.assertNoThreadLeft();
            Store.open(directory, StoreStorms.small().build()).close();
        }
    }

    private static StoreIoException refusal(Path path, StoreOptions options) {
        StoreException refused = assertThrows(StoreException.class, () -> Store.open(path, options));
        return (StoreIoException) refused;
    }

    private static void assertIsPrefix(Store store) {
        long last = store.visibleSequence();
        for (long n = Math.max(0, last - 50); n < last; n++) {
            byte[] value = store.get(("key" + n % 50).getBytes(UTF_8));
            assertEquals(Long.toString(n), value == null ? "absent" : new String(value, UTF_8));
        }
    }

    /// As a tool would that knows nothing of the store, which goes on: a file may be gone before it is copied.
    private static void copy(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to);
        } catch (java.nio.file.NoSuchFileException renamed) {
            assertFalse(Files.exists(from), "the store goes on while it is copied");
            return;
        }
        if (Files.isDirectory(from)) {
            try (var files = Files.list(from)) {
                for (Path file : files.sorted().toList()) {
                    copy(file, to.resolve(file.getFileName()));
                }
            }
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (var files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        file.toString(),
                        java.util.Arrays.hashCode(Files.readAllBytes(file)) + " " + Files.getLastModifiedTime(file));
            }
        }
        return contents;
    }

    private static boolean isSleeping(Process program) {
        return program.info().command().orElse("").contains("sleep");
    }

    private static boolean isBelow(Path descriptor, Path directory) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(directory.toAbsolutePath());
        } catch (IOException gone) {
            return false;
        }
    }
}

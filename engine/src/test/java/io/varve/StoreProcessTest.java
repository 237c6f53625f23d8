package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A store among real processes and users: rows 16, 68, 91.
@Timeout(120)
final class StoreProcessTest {
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all");

    private static final Pattern NEEDED = Pattern.compile("(varve|engine|native-io|agrona|disruptor|jctools|jspecify)");

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    /// Row 68: the owner was stopped, its lock was broken, and somebody else has written since.
    @Test
    void aStoppedOwnerThatWasReplacedAcknowledgesNothingWhenItGoesOn() throws Exception {
        Process owner = new ChildJvm().start(ProcessChild.class, folder.toString());
        try (BufferedReader answer = owner.inputReader()) {
            assertEquals("open", answer.readLine());
            assertEquals("acked", ask(owner, answer, "put before"));
            signal("STOP", owner);
            breakLock();
            try (Store ours = Store.open(folder, StoreStorms.small().build())) {
                ours.put("ours".getBytes(UTF_8), "1".getBytes(UTF_8));
                signal("CONT", owner);

                assertEquals("unknown FencedException", ask(owner, answer, "put zombie"));
                assertEquals("rejected FENCED", ask(owner, answer, "put zombie2"));
                assertEquals("none", ask(owner, answer, "get zombie"));
                assertEquals("before", ask(owner, answer, "get before"));

                ours.put("ours".getBytes(UTF_8), "2".getBytes(UTF_8));
                assertNull(ours.get("zombie".getBytes(UTF_8)));
            }
            owner.outputWriter().close();
            assertTrue(owner.waitFor(30, TimeUnit.SECONDS), "its close ends");
            requireWhatOursWrote();
            try (Store again = Store.open(folder, StoreStorms.small().build())) {
                again.put("ours".getBytes(UTF_8), "2".getBytes(UTF_8));
            }
            requireWhatOursWrote();
        } finally {
            owner.destroyForcibly().waitFor();
        }
    }

    /// Row 91.
    @Test
    void aShutdownHookClosesWhileDaemonThreadsWrite() throws Exception {
        Process process = new ChildJvm().start(ProcessChild.class, folder.toString());
        try (BufferedReader answer = process.inputReader()) {
            assertEquals("open", answer.readLine());
            assertEquals("closed", ask(process, answer, "storm"));
            assertNull(answer.readLine());
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "bounded");
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (Store store = Store.open(folder, StoreStorms.small().build())) {
            assertTrue(store.recoveryReport().wasCleanlyClosed());
            assertTrue(store.visibleSequence() >= 500);
        }
    }

    /// Row 16: who may read but not write may open to read; who may not read is told which path.
    @Test
    void whoMayNotWriteOrReadIsToldSo() throws Exception {
        boolean isPossible = canBeNobody();
        if (!isPossible) {
            System.out.println("row 16 was skipped: only root, with setpriv, can try it as somebody else");
        }
        assumeTrue(isPossible);
        Path temporary = Files.createTempDirectory("varve-row16");
        try {
            String classPath = copyOfClassPath(Files.createDirectory(temporary.resolve("classes")));
            allow(temporary, "rwxr-xr-x", "rw-r--r--");
            Path store = temporary.resolve("store");
            try (Store ours = Store.open(store, StoreStorms.small().build())) {
                ours.put("k".getBytes(UTF_8), "v".getBytes(UTF_8));
            }
            allow(store, "rwxr-xr-x", "rw-r--r--");
            assertRefused(classPath, store, "", "EACCES");
            try (Opened reader = new Opened(classPath, store, "read")) {
                assertEquals("open", reader.first);
                assertEquals("v", ask(reader.process, reader.answer, "get k"));
                assertEquals("rejected READ_ONLY", ask(reader.process, reader.answer, "put k"));
            }
            allow(store, "rwx------", "rw-------");
            assertRefused(classPath, store, "", "EACCES");
            assertRefused(classPath, store, "read", "EACCES");
            assertRefused(classPath, store.resolve("below"), "", "EACCES");
        } finally {
            delete(temporary);
        }
    }

    private void requireWhatOursWrote() {
        StoreOptions readOnly = StoreStorms.small().readOnly(true).build();
        try (Store again = Store.open(folder, readOnly)) {
            assertEquals("before", text(again.get("before".getBytes(UTF_8))));
            assertEquals("2", text(again.get("ours".getBytes(UTF_8))));
            assertNull(again.get("zombie".getBytes(UTF_8)));
            assertNull(again.get("zombie2".getBytes(UTF_8)));
        }
    }

    private static String text(byte @org.jspecify.annotations.Nullable [] value) {
        return value == null ? "none" : new String(value, UTF_8);
    }

    /// What an operator does who knows that the owner hangs; an option of the store for it comes later.
    private void breakLock() {
        Memory memory = Linux.memory(new MemoryBudget(1 << 20));
        try (Directory directory = Linux.disk().openDirectory(folder.toString())) {
            DirectoryLock.breakLock(directory, memory, memory.budget().account("lock"), new Holder(1, "operator", 0))
                    .close();
        }
    }

    private static void assertRefused(String classPath, Path store, String mode, String errno) throws Exception {
        try (Opened refused = new Opened(classPath, store, mode)) {
            assertTrue(refused.first.startsWith("refused "), refused.first);
            assertTrue(refused.first.contains(errno), refused.first);
            assertTrue(refused.first.contains(store.toString()), refused.first);
        }
    }

    /// A child that runs as nobody.
    private static final class Opened implements AutoCloseable {
        final Process process;
        final BufferedReader answer;
        final String first;

        Opened(String classPath, Path store, String mode) throws IOException {
            process = new ChildJvm()
                    .withClassPath(classPath)
                    .below(AS_NOBODY.toArray(String[]::new))
                    .start(ProcessChild.class, store.toString(), mode);
            answer = process.inputReader();
            first = String.valueOf(answer.readLine());
        }

        @Override
        public void close() throws IOException {
            process.outputWriter().close();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            answer.close();
        }
    }

    private static boolean canBeNobody() throws Exception {
        if (!"root".equals(System.getProperty("user.name"))) {
            return false;
        }
        List<String> command =
                Stream.concat(AS_NOBODY.stream(), Stream.of("true")).toList();
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException missing) {
            assertNotNull(missing.getMessage());
            return false;
        }
    }

    /// What nobody can read: the folders that ours are in may be closed to others.
    private static String copyOfClassPath(Path into) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            if (!NEEDED.matcher(entry).find() || !Files.exists(from)) {
                continue;
            }
            Path to = into.resolve(copies.size() + "-" + from.getFileName());
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.sorted().toList()) {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                }
            }
            copies.add(to.toString());
        }
        allow(into, "rwxr-xr-x", "rw-r--r--");
        return String.join(File.pathSeparator, copies);
    }

    private static void allow(Path root, String folders, String files) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                String mode = Files.isDirectory(path) ? folders : files;
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            }
        }
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        assertFalse(Files.exists(root));
    }

    private static String ask(Process process, BufferedReader answer, String question) throws IOException {
        process.outputWriter().write(question + "\n");
        process.outputWriter().flush();
        return String.valueOf(answer.readLine());
    }

    private static void signal(String name, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertEquals(0, kill.waitFor());
    }
}

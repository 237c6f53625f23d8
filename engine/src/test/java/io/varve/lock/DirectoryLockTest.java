package io.varve.lock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.linux.Linux;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who gets the lock of a directory, on the real file system, between openers of this process and with
/// another process ([LockingProcess]).
@Timeout(60)
final class DirectoryLockTest {
    private static final Holder ME = new Holder(1, "here", 0);
    private static final Holder OTHER = new Holder(2, "there", 0);

    @TempDir
    Path path;

    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private final Memory memory = Linux.memory(budget);
    private final MemoryAccount account = budget.account("lock");
    private Directory directory = Linux.disk().openDirectory("/");

    @BeforeEach
    void open() {
        directory.close();
        directory = Linux.disk().openDirectory(path.toString());
    }

    @AfterEach
    void givesItsMemoryBack() {
        directory.close();
        assertEquals(0, account.used());
    }

    @Test
    void makesTheFileAndSaysWhoseItIs() throws Exception {
        try (DirectoryLock lock = take(ME)) {
            assertArrayEquals(LockFormat.encode(ME), text(), lock.toString());
        }

        assertTrue(Files.exists(path.resolve("LOCK")), "the file stays");
    }

    @Test
    void refusesASecondOpenerOfTheSameProcessAndNamesTheFirst() {
        try (DirectoryLock lock = take(ME);
                Directory again = Linux.disk().openDirectory(path.toString())) {
            StoreLockedException refused = assertThrows(
                    StoreLockedException.class,
                    () -> DirectoryLock.take(again, memory, account, OTHER),
                    lock::toString);

            assertEquals("held by pid 1 on here, running since 1970-01-01T00:00:00Z", refused.holder());
            assertEquals(again.path(), refused.directory());
        }
    }

    @Test
    void isFreeAfterCloseAndThenNamesTheNextHolder() {
        take(ME).close();

        try (DirectoryLock lock = take(OTHER)) {
            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> take(ME), lock::toString);

            assertTrue(refused.holder().contains("pid 2 on there"), refused.holder());
        }
    }

    @Test
    void mayBeClosedTwiceWithoutHarmToTheNextHolder() {
        DirectoryLock first = take(ME);
        first.close();
        try (DirectoryLock second = take(OTHER)) {
            first.close();

            assertThrows(StoreLockedException.class, () -> take(ME), second::toString);
        }
    }

    @Test
    void aRefusedOpenerChangesNothing() throws Exception {
        try (DirectoryLock lock = take(ME)) {
            assertThrows(StoreLockedException.class, () -> take(OTHER), lock::toString);

            assertArrayEquals(LockFormat.encode(ME), text());
        }
    }

    @Test
    void doesNotKnowTheHolderWhenTheTextIsDamaged() throws Exception {
        try (DirectoryLock lock = take(ME)) {
            Files.write(path.resolve("LOCK"), new byte[100_000]);

            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> take(OTHER), lock::toString);

            assertEquals("holder unknown", refused.holder());
        }
    }

    @Test
    void replacesWhateverStandsInTheFile() throws Exception {
        Files.writeString(path.resolve("LOCK"), "x".repeat(300));

        take(ME).close();

        assertArrayEquals(LockFormat.encode(ME), text());
    }

    @Test
    void saysWhichCallTheMachineRefused() throws Exception {
        Files.createDirectory(path.resolve("LOCK"));

        StoreIoException refused = assertThrows(StoreIoException.class, () -> take(ME));

        assertEquals("open", refused.call());
        assertEquals(Errno.EISDIR, refused.errno());
        assertTrue(refused.path().endsWith("/LOCK"), refused.path());
    }

    @Test
    void holdsNothingWhenThereIsNoMemory() {
        MemoryBudget tiny = new MemoryBudget(1);
        MemoryAccount none = tiny.account("lock");

        assertThrows(MemoryRefusedException.class, () -> DirectoryLock.take(directory, Linux.memory(tiny), none, ME));

        take(OTHER).close();
    }

    @Test
    void refusesAnotherProcessUntilThatOneCloses() throws Exception {
        Process other = start();
        try (BufferedReader answer = other.inputReader()) {
            assertEquals("locked", answer.readLine());

            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> take(ME));
            assertTrue(refused.holder().startsWith("held by pid " + other.pid() + " on child,"), refused.holder());

            other.getOutputStream().write('\n');
            other.getOutputStream().flush();
            assertEquals("closed", answer.readLine());
            take(ME).close();
        } finally {
            end(other);
        }
    }

    @Test
    void isFreeWhenItsProcessIsKilled() throws Exception {
        Process other = start();
        try (BufferedReader answer = other.inputReader()) {
            assertEquals("locked", answer.readLine());
            assertThrows(StoreLockedException.class, () -> take(ME));
        } finally {
            end(other);
        }

        take(ME).close();
    }

    @Test
    void staysOursWhileAnotherProcessTries() throws Exception {
        try (DirectoryLock lock = take(ME)) {
            Process other = start();
            try (BufferedReader answer = other.inputReader()) {
                assertEquals("refused: held by pid 1 on here, running since 1970-01-01T00:00:00Z", answer.readLine());
            } finally {
                end(other);
            }
            assertThrows(StoreLockedException.class, () -> take(OTHER), lock::toString);
        }
    }

    private byte[] text() throws Exception {
        return Arrays.copyOf(Files.readAllBytes(path.resolve("LOCK")), LockFormat.TEXT_SIZE);
    }

    private DirectoryLock take(Holder holder) {
        return DirectoryLock.take(directory, memory, account, holder);
    }

    private Process start() throws Exception {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockingProcess.class.getName(),
                        path.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Kills with SIGKILL and waits until the process is gone, and its locks with it.
    private static void end(Process process) throws Exception {
        process.destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the killed process is still there");
    }
}

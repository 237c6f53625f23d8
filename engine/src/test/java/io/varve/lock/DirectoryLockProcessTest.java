package io.varve.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The lock between real processes: races, breaks, stops, and what other programs do to the file and its folder.
@Timeout(120)
final class DirectoryLockProcessTest {
    private static final Holder ME = new Holder(1, "here", 0);
    private static final int RACERS = 3;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private final MemoryAccount account = budget.account("lock");

    @Test
    void hasOneOwnerWhenManyProcessesRace() throws Exception {
        List<String> lines = race(Effort.times(1500), 0);

        List<Long> epochs = new ArrayList<>();
        for (String line : lines) {
            assertFalse(line.startsWith("two"), line);
            if (line.startsWith("start")) {
                epochs.add(Long.parseLong(line.split(" ", -1)[1]));
            }
        }
        assertEquals(epochs.stream().distinct().count(), epochs.size(), "epochs are never reused");
        System.out.println("lock: " + epochs.size() + " owners in a race of " + RACERS + " processes");
    }

    @Test
    void acknowledgesNothingThatASuccessorHasNotReadWhenProcessesBreakEachOther() throws Exception {
        List<String> lines = race(Effort.times(1500), 4);

        Map<Long, Long> places = places();
        TreeMap<Long, Long> readByEpoch = new TreeMap<>();
        long acks = 0;
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("start")) {
                assertEquals(null, readByEpoch.put(Long.parseLong(words[1]), Long.parseLong(words[2])), line);
            }
        }
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("ack")) {
                long epoch = Long.parseLong(words[1]);
                long place = places.getOrDefault(epoch << 16 | Long.parseLong(words[2]), Long.MAX_VALUE);
                readByEpoch
                        .tailMap(epoch, false)
                        .forEach((later, read) -> assertTrue(
                                place < read,
                                () -> line + " at " + place + ", but epoch " + later + " read only " + read));
                acks++;
            }
        }
        assertTrue(acks > 0);
        System.out.println("lock: " + readByEpoch.size() + " owners that broke each other, " + acks + " entries");
    }

    @Test
    void isLostToAProcessThatWasStoppedWhileItWasBroken() throws Exception {
        Process other = start(folder);
        try (BufferedReader answer = other.inputReader()) {
            assertEquals("locked", answer.readLine());
            assertEquals("held", ask(other, answer));
            signal("STOP", other);
            assertThrows(StoreLockedException.class, () -> take(folder), "it is stopped, not gone");

            try (Directory directory = Linux.disk().openDirectory(folder.toString());
                    DirectoryLock breaker = DirectoryLock.breakLock(directory, Linux.memory(budget), account, ME)) {
                signal("CONT", other);

                assertEquals("lost", ask(other, answer));
                assertFalse(breaker.isLost());
            }
        } finally {
            end(other);
        }
    }

    @Test
    void isKeptWhenOtherCodeOpensAndClosesTheFile() throws Exception {
        try (Held held = take(folder)) {
            try (FileChannel other =
                    FileChannel.open(folder.resolve("LOCK"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                other.tryLock(1 << 20, 1, false).release();
            }

            assertThrows(StoreLockedException.class, () -> take(folder), held::toString);
            Process process = start(folder);
            try (BufferedReader answer = process.inputReader()) {
                assertTrue(answer.readLine().startsWith("refused"));
            } finally {
                end(process);
            }
        }
    }

    @Test
    void belongsToTheDirectoryWhateverItIsCalled() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        try (Held held = take(real)) {
            assertThrows(StoreLockedException.class, () -> take(link), held::toString);
            assertThrows(StoreLockedException.class, () -> take(folder.resolve("link/../real/.")));

            Path renamed = Files.move(real, folder.resolve("renamed"));
            assertThrows(StoreLockedException.class, () -> take(renamed));
            assertFalse(held.lock.isLost());

            take(Files.createDirectory(real)).close();
        }
    }

    @Test
    void isFencedAndDoesNotEndTheProcessWhenTheFileIsCut() throws Exception {
        try (Held held = take(folder)) {
            try (FileChannel file = FileChannel.open(folder.resolve("LOCK"), StandardOpenOption.WRITE)) {
                file.truncate(0);
            }

            int answers = 0;
            for (int i = 0; i < 20_000; i++) {
                try {
                    assertTrue(held.lock.isLost());
                    answers++;
                } catch (InternalError late) {
                    // The JVM may deliver it after the method that could have caught it (F2).
                    answers++;
                }
            }
            assertEquals(20_000, answers);
        }
        take(folder).close();
    }

    private record Held(Directory directory, DirectoryLock lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.close();
            directory.close();
        }
    }

    private Held take(Path path) {
        Directory directory = Linux.disk().openDirectory(path.toString());
        boolean isTaken = false;
        try {
            Held held = new Held(directory, DirectoryLock.take(directory, Linux.memory(budget), account, ME));
            isTaken = true;
            return held;
        } finally {
            if (!isTaken) {
                directory.close();
            }
        }
    }

    private List<String> race(int rounds, int breaksOneIn) throws Exception {
        Path directory = Files.createDirectory(folder.resolve("store"));
        List<Process> racers = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            racers.add(new ChildJvm()
                    .start(
                            RacingProcess.class,
                            directory.toString(),
                            folder.toString(),
                            Integer.toString(rounds),
                            Integer.toString(breaksOneIn)));
        }
        List<String> lines = new ArrayList<>();
        for (Process racer : racers) {
            try (BufferedReader output = racer.inputReader();
                    BufferedReader errors = racer.errorReader()) {
                lines.addAll(output.lines().toList());
                assertEquals(List.of(), errors.lines().toList());
            } finally {
                end(racer);
            }
        }
        assertEquals(
                RACERS,
                lines.stream().filter(line -> line.startsWith("refused")).count());
        return lines;
    }

    /// Where each entry stands in the journal.
    private Map<Long, Long> places() throws IOException {
        Map<Long, Long> places = new HashMap<>();
        ByteBuffer entries = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("journal")));
        for (long place = 0; entries.hasRemaining(); place++) {
            assertEquals(null, places.put(entries.getLong(), place));
        }
        return places;
    }

    private static Process start(Path path) throws IOException {
        return new ChildJvm().start(LockingProcess.class, path.toString());
    }

    private static String ask(Process process, BufferedReader answer) throws IOException {
        process.getOutputStream().write('?');
        process.getOutputStream().flush();
        return String.valueOf(answer.readLine());
    }

    private static void signal(String name, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertEquals(0, kill.waitFor());
    }

    private static void end(Process process) throws Exception {
        process.destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the killed process is still there");
    }
}

package io.varve.lock;

import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/// A process that takes and gives back the lock of a directory over and over, against others that do the same, and
/// prints what it did: `start <epoch> <entries read>`, `ack <epoch> <entry>`, and at the end `refused <count>`.
///
/// With breaks, it writes entries of 8 bytes to a journal and acknowledges those after which the lock was not lost;
/// without, it holds a file that two owners could not both make.
final class RacingProcess {
    private static final int ENTRY = 8;

    private RacingProcess() {}

    /// Starts it.
    ///
    /// @param arguments directory, folder for its own files, rounds, one round in so many breaks (0: none)
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        int breaksOneIn = Integer.parseInt(arguments[3]);
        SplittableRandom random = new SplittableRandom(ProcessHandle.current().pid());
        StringBuilder report = new StringBuilder();
        MemoryBudget budget = new MemoryBudget(1 << 20);
        var memory = Linux.memory(budget);
        var account = budget.account("lock");
        Holder holder = new Holder(ProcessHandle.current().pid(), "racer", 0);
        int refused = 0;
        try (Directory directory = Linux.disk().openDirectory(arguments[0]);
                FileChannel journal = FileChannel.open(
                        folder.resolve("journal"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int i = 0; i < rounds; i++) {
                boolean isBreaking = breaksOneIn > 0 && random.nextInt(breaksOneIn) == 0;
                try (DirectoryLock lock = isBreaking
                        ? DirectoryLock.breakLock(directory, memory, account, holder)
                        : DirectoryLock.take(directory, memory, account, holder)) {
                    if (breaksOneIn == 0) {
                        alone(folder, lock, report);
                    } else {
                        append(journal, lock, random.nextInt(4), report);
                    }
                } catch (StoreLockedException locked) {
                    refused++;
                }
            }
        }
        System.out.println(report + "refused " + refused);
    }

    private static void alone(Path folder, DirectoryLock lock, StringBuilder report) throws IOException {
        Path owner = folder.resolve("owner");
        try {
            Files.createFile(owner);
        } catch (FileAlreadyExistsException other) {
            report.append("two owners at epoch ").append(lock.epoch()).append('\n');
            return;
        }
        report.append("start ").append(lock.epoch()).append(" 0\n");
        Files.delete(owner);
    }

    private static void append(FileChannel journal, DirectoryLock lock, int entries, StringBuilder report)
            throws IOException {
        report.append("start ")
                .append(lock.epoch())
                .append(' ')
                .append(journal.size() / ENTRY)
                .append('\n');
        for (int i = 0; i < entries; i++) {
            ByteBuffer entry =
                    ByteBuffer.allocate(ENTRY).putLong(lock.epoch() << 16 | i).flip();
            journal.write(entry);
            if (lock.isLost()) {
                return;
            }
            report.append("ack ").append(lock.epoch()).append(' ').append(i).append('\n');
        }
    }
}

package io.varve.tools;

import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Appends records durably, reads them back, and says how fast that was on this machine.
///
/// Every figure is of real files, real `fdatasync` and this run.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Appends records durably to files, reads them back, and prints throughput and latencies.")
final class Demo implements Callable<Integer> {
    private static final long MEMORY_LIMIT = 64L << 20;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the files are made and removed; a folder for temporary files by default.")
    private @Nullable Path parent;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How long each way of appending is tried; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out;

    Demo(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        if (!(seconds > 0 && seconds <= 3600) && spec != null) {
            throw new ParameterException(spec.commandLine(), "--seconds is above 0 and at most 3600");
        }
        try (ScratchDirectory scratch = ScratchDirectory.below(parent)) {
            run(scratch.path());
        }
        return Main.OK;
    }

    private void run(Path path) {
        Memory memory = Linux.memory(new MemoryBudget(MEMORY_LIMIT));
        MemoryAccount account = memory.budget().account("demo");
        try (Directory directory = Linux.disk().openDirectory(path.toString())) {
            if (directory.errno() != 0) {
                throw new StoreIoException("open", directory.path(), directory.errno());
            }
            describe(path, directory.capabilities());
            try (DirectoryLock held = DirectoryLock.take(directory, memory, account, self())) {
                tryLockAgain(path, memory, account, held);
                appendAndReadBack(directory, memory, account);
            }
        }
    }

    private void describe(Path path, Capabilities can) {
        out.println("Files in " + path + " on " + can.fileSystem() + ", sectors of " + can.logicalSectorSize()
                + " bytes, direct I/O "
                + (can.hasDirect() ? "aligned to " + can.directOffsetAlignment() + " bytes" : "not offered") + ".");
        if (can.fileSystem().equals("tmpfs")) {
            out.println("tmpfs is memory: nothing here is durable, and syncs cost nothing. Try --dir on a disk.");
        }
    }

    private void tryLockAgain(Path path, Memory memory, MemoryAccount account, DirectoryLock held) {
        try (Directory again = Linux.disk().openDirectory(path.toString());
                DirectoryLock second = DirectoryLock.take(again, memory, account, self())) {
            throw new IllegalStateException("two locks on one directory: " + held + " and " + second);
        } catch (StoreLockedException refused) {
            out.println("The directory is locked; a second lock is refused: " + refused.holder() + ".");
        }
    }

    private void appendAndReadBack(Directory directory, Memory memory, MemoryAccount account) {
        out.println();
        out.println(AppendResult.HEADING);
        long nanos = (long) (seconds * 1e9);
        int matching = 0;
        for (AppendWay way : AppendWay.values()) {
            if (way.isPossible(directory.capabilities())) {
                try (AppendRun run = new AppendRun(directory, memory, account, way)) {
                    run.prepare();
                    out.println(run.appendFor(nanos).line());
                    matching += run.readBack();
                }
            }
        }
        out.println();
        out.println("Read back: " + matching + " records, every one as it was written.");
    }

    private static Holder self() {
        ProcessHandle process = ProcessHandle.current();
        long startMillis =
                process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
        return new Holder(process.pid(), Linux.hostName(), startMillis);
    }

    /// A directory that is gone with all its files when the command ends, also by a signal.
    private record ScratchDirectory(Path path, Thread remover) implements AutoCloseable {
        static ScratchDirectory below(@Nullable Path parent) throws IOException {
            if (parent != null && !Files.isDirectory(parent)) {
                throw new IOException("--dir " + parent + " is not a directory");
            }
            Path path = parent == null
                    ? Files.createTempDirectory("varve-demo-")
                    : Files.createTempDirectory(parent, "varve-demo-");
            Thread remover = new Thread(() -> remove(path));
            Runtime.getRuntime().addShutdownHook(remover);
            return new ScratchDirectory(path, remover);
        }

        @Override
        public void close() {
            remove(path);
            Runtime.getRuntime().removeShutdownHook(remover);
        }

        private static void remove(Path path) {
            try (var files = Files.list(path)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(path);
            } catch (IOException left) {
                System.err.println("varve: could not remove " + path + ": " + left.getMessage());
            }
        }
    }
}

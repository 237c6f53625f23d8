package io.varve.bench.load;

import io.varve.bench.probe.MemoryGroup;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Level;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.StreamCorruptedException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A round in a process of its own: what it uses is the store's and not what was left by others, and no
/// code is compiled for several stores at once.
///
/// The process ends when whoever started it does, whatever ends that, and each of the two removes the
/// folder: the other may be gone without a word.
public final class Fork {
    private static final int ENDED_FROM_OUTSIDE = 143;
    private static final long PATIENCE_SECONDS = 10;
    private static final String CRASH = "crash.txt";

    /// Of a limited memory, what the heap may have.
    private static final int HEAP_PART = 4;

    private final Path files;
    private final @Nullable MemoryGroup group;

    /// @param files where its folder is made
    /// @param group that it is put into; null for none
    Fork(Path files, @Nullable MemoryGroup group) {
        this.files = files;
        this.group = group;
    }

    /// Runs it.
    Round.Result run(Round round) throws IOException, ProbeException, InterruptedException {
        try (WorkFolder folder = WorkFolder.below(files)) {
            Process process = new ProcessBuilder(command(round, folder.path()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Thread ending = new Thread(() -> end(process), "bench-fork-ender");
            Runtime.getRuntime().addShutdownHook(ending);
            try (InputStream told = process.getInputStream()) {
                return result(told.readAllBytes(), process.waitFor(), folder.path());
            } finally {
                end(process);
                removeHook(ending);
            }
        }
    }

    /// It tells its result, or what went wrong, or ended before it could: then its virtual machine may have left a
    /// reason.
    private Round.Result result(byte[] told, int code, Path folder) throws IOException, ProbeException {
        Object object;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(told))) {
            object = in.readObject();
        } catch (EOFException | StreamCorruptedException | ClassNotFoundException nothing) {
            throw new ProbeException("its process ended with " + code + why(folder.resolve(CRASH)), nothing);
        }
        if (object instanceof Round.Result result) {
            return result;
        }
        throw new ProbeException(object.toString());
    }

    private String why(Path crash) throws IOException {
        if (Files.exists(crash)) {
            return Files.readAllLines(crash).stream()
                    .filter(line -> line.startsWith("#  "))
                    .findFirst()
                    .map(line -> ": " + line.substring(1).strip())
                    .orElse("");
        }
        return " and told nothing"
                + (group == null ? "" : ", as it does when it needs more memory than its group may have");
    }

    private static void removeHook(Thread ending) {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException isEnding) {
            // Then it runs, and finds nothing to do.
        }
    }

    /// It removes its files before it ends.
    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private List<String> command(Round round, Path folder) {
        List<String> command = new ArrayList<>(group == null ? List.of() : group.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (round.memory() > 0) {
            command.add("-Xmx" + round.memory() / HEAP_PART);
        }
        command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=" + folder.resolve(CRASH)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Fork.class.getName()));
        command.addAll(List.of(
                round.load().name(),
                round.store(),
                round.level().name(),
                round.filling().name(),
                Integer.toString(round.entries().valueBytes()),
                Long.toString(round.count()),
                Integer.toString(round.threads()),
                Long.toString(round.nanos()),
                Long.toString(round.memory()),
                folder.toString()));
        return command;
    }

    /// The process: runs the round that its arguments name, and tells what came of it. Whatever else is printed goes
    /// elsewhere.
    public static void main(String[] arguments) throws IOException {
        PrintStream told = System.out;
        System.setOut(System.err);
        Thread.ofPlatform().daemon().name("bench-parent-watcher").start(Fork::endWithParent);
        Object result;
        try (WorkFolder folder = WorkFolder.at(Path.of(arguments[9]))) {
            result = round(arguments).runWarm(folder.path());
        } catch (Exception | LinkageError | OutOfMemoryError failure) {
            result = Word.sentence(failure);
        }
        try (ObjectOutputStream out = new ObjectOutputStream(told)) {
            out.writeObject(result);
        }
        System.exit(Word.DONE);
    }

    private static Round round(String[] arguments) throws ProbeException {
        Load load = Loads.named(arguments[0]).orElseThrow(() -> new ProbeException("no workload " + arguments[0]));
        Entries.Filling filling = Entries.Filling.valueOf(arguments[3]);
        return new Round(
                load,
                arguments[1],
                Level.named(arguments[2]),
                filling,
                new Entries(Integer.parseInt(arguments[4]), filling, load.keys()),
                Long.parseLong(arguments[5]),
                Integer.parseInt(arguments[6]),
                Long.parseLong(arguments[7]),
                Long.parseLong(arguments[8]));
    }

    /// Nobody writes to it: it ends when the other side does.
    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // There is nothing to understand.
            }
        } catch (IOException gone) {
            // The same.
        }
        System.exit(ENDED_FROM_OUTSIDE);
    }
}

package io.varve.bench.syscalls;

import io.varve.bench.probe.ForkArguments;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.WorkFolder;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a [Child] below `strace`.
final class Strace {
    private static final String INSTALL = "strace cannot be run here. Install it (apt-get install strace, dnf install"
            + " strace), and where processes may not be traced, as in some containers, allow ptrace.";

    /// lmdbjava reaches into buffers.
    private static final List<String> OPENED =
            List.of("--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");

    private static final int SHORT = 1000;

    private static final long LONGEST_MINUTES = 10;

    private final Path files;

    /// @param files where stores and traces are made and removed
    Strace(Path files) {
        this.files = files;
    }

    /// Throws, saying what to do, when there is no strace or it may not trace.
    static void require() throws ProbeException, InterruptedException {
        try {
            Process process = new ProcessBuilder("strace", "-o", "/dev/null", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new ProbeException(INSTALL);
            }
        } catch (IOException missing) {
            throw new ProbeException(INSTALL, missing);
        }
    }

    /// Puts to a fresh store and counts.
    Counts run(String store, Level level, int callers, int puts)
            throws IOException, InterruptedException, ProbeException {
        try (WorkFolder folder = WorkFolder.below(files)) {
            Path trace = folder.path().resolve("trace");
            Path told = folder.path().resolve("out");
            Path said = folder.path().resolve("err");
            Path data = Files.createDirectory(folder.path().resolve(store));
            Process process = new ProcessBuilder(command(
                            trace,
                            puts < SHORT,
                            List.of(
                                    store,
                                    level.name(),
                                    Integer.toString(callers),
                                    Integer.toString(puts),
                                    data.toString())))
                    .redirectOutput(told.toFile())
                    .redirectError(said.toFile())
                    .start();
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new ProbeException(store + " below strace took more than " + LONGEST_MINUTES + " minutes.");
            }
            if (process.exitValue() != 0) {
                throw new ProbeException(store + " below strace failed: "
                        + Files.readString(said).lines().findFirst().orElse("it said nothing"));
            }
            return new Counts(
                    store,
                    level,
                    callers,
                    puts,
                    counted(Files.readAllLines(told)),
                    Trace.of(Files.readAllLines(trace)));
        }
    }

    /// @param isShort whether it is over before a better compiler would have begun
    private static List<String> command(Path trace, boolean isShort, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq", "-e", "signal=none"));
        command.addAll(List.of("-e", "trace=" + Trace.CALLS, "-o", trace.toString()));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ForkArguments.all());
        command.addAll(OPENED);
        if (isShort) {
            command.add("-XX:TieredStopAtLevel=1");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
        command.addAll(arguments);
        return command;
    }

    private static Peer.Counted counted(List<String> lines) {
        String[] numbers = lines.getLast().split(" ", -1);
        return new Peer.Counted(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }
}

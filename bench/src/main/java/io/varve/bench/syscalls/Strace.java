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

    /// What is counted.
    record Job(String store, Level level, int callers, int puts) {}

    /// Puts to a fresh store and counts.
    Counts run(Job job) throws IOException, InterruptedException, ProbeException {
        return run(List.of(job)).getFirst();
    }

    /// The same of several stores, one after the other in one process: what it takes to begin is paid once.
    List<Counts> run(List<Job> jobs) throws IOException, InterruptedException, ProbeException {
        try (WorkFolder folder = WorkFolder.below(files)) {
            Path trace = folder.path().resolve("trace");
            Path told = folder.path().resolve("out");
            Path said = folder.path().resolve("err");
            List<String> arguments = new ArrayList<>();
            for (int i = 0; i < jobs.size(); i++) {
                Job job = jobs.get(i);
                arguments.addAll(List.of(
                        job.store(),
                        job.level().name(),
                        Integer.toString(job.callers()),
                        Integer.toString(job.puts()),
                        Files.createDirectory(folder.path().resolve("store-" + i))
                                .toString()));
            }
            boolean isShort = jobs.stream().allMatch(job -> job.puts() < SHORT);
            Process process = new ProcessBuilder(command(trace, isShort, arguments))
                    .redirectOutput(told.toFile())
                    .redirectError(said.toFile())
                    .start();
            String stores =
                    String.join(", ", jobs.stream().map(Job::store).distinct().toList());
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new ProbeException(stores + " below strace took more than " + LONGEST_MINUTES + " minutes.");
            }
            if (process.exitValue() != 0) {
                throw new ProbeException(stores + " below strace failed: "
                        + Files.readString(said).lines().findFirst().orElse("it said nothing"));
            }
            return counts(jobs, Trace.all(Files.readAllLines(trace), jobs.size()), Files.readAllLines(told));
        }
    }

    private static List<Counts> counts(List<Job> jobs, List<Trace> traces, List<String> told) {
        List<String> numbers = told.stream()
                .filter(line -> !line.equals(Child.BEGIN) && !line.equals(Child.END))
                .toList();
        List<Counts> counts = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            Job job = jobs.get(i);
            counts.add(new Counts(
                    job.store(), job.level(), job.callers(), job.puts(), counted(numbers.get(i)), traces.get(i)));
        }
        return counts;
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

    private static Peer.Counted counted(String line) {
        String[] numbers = line.split(" ", -1);
        return new Peer.Counted(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
    }
}

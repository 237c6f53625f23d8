package io.varve.bench.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The command line in a process of its own, for what cannot be done to the one that tests.
public final class Children {
    private static final int LOOK_MILLIS = 20;

    private Children() {}

    /// How it ended, and all that it printed.
    public record Ended(int code, String told) {}

    /// A command that runs the words.
    ///
    /// @param more arguments of the virtual machine
    public static List<String> command(List<String> more, List<String> words) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-Dio.varve.bench.commit=abc1234"));
        command.addAll(more);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.varve.bench.Main"));
        command.addAll(words);
        return command;
    }

    /// The same, where no file may grow beyond two MiB, or four where the shell counts otherwise: a
    /// segment of our log does not fit.
    public static List<String> withSmallFiles(List<String> command) {
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f 4096; exec \"$@\"", "sh"));
        limited.addAll(command);
        return limited;
    }

    /// Runs a command to its end.
    public static Ended run(List<String> command) throws IOException, InterruptedException {
        return runUntil(command, line -> false);
    }

    /// Runs a command and asks it to end, as ctrl-C does, when it prints a line: a shell may have told its children
    /// to ignore the key itself.
    public static Ended runUntil(List<String> command, Predicate<String> isLine)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        StringBuilder told = new StringBuilder();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                told.append(line).append('\n');
                if (isLine.test(line)) {
                    process.toHandle().destroy();
                }
            }
        }
        return new Ended(process.waitFor(), told.toString());
    }

    /// Starts a command, ends it without giving it a chance as soon as it has made files, and returns
    /// when the files are gone: nobody is left who could be asked.
    public static void killAndAwaitNothing(List<String> command, Path files) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (hasNoFile(files)) {
            Thread.sleep(LOOK_MILLIS);
        }
        process.destroyForcibly();
        while (!isEmpty(files)) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static boolean hasNoFile(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.noneMatch(Files::isRegularFile);
        } catch (UncheckedIOException changing) {
            return true;
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.findAny().isEmpty();
        }
    }
}

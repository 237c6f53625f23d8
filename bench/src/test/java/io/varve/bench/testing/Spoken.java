package io.varve.bench.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.bench.probe.Word;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A word of the command line as tests speak it, and what it answered.
public final class Spoken {
    private final Command command;
    private final List<String> always;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /// Runs a command in this process.
    @FunctionalInterface
    public interface Command {
        /// Gives its exit code.
        int run(List<String> arguments, PrintStream out, PrintStream err);
    }

    /// @param always arguments before all others
    public Spoken(Command command, String... always) {
        this.command = command;
        this.always = List.of(always);
    }

    /// Runs it.
    ///
    /// @return the exit code
    public int run(String... arguments) {
        return command.run(Stream.concat(always.stream(), Stream.of(arguments)).toList(), stream(out), stream(err));
    }

    /// Runs it, which ends well and without a complaint.
    public void assertDone(String... arguments) {
        assertEquals(Word.DONE, run(arguments), this::all);
        assertEquals("", err(), this::all);
    }

    /// Runs it, which is refused in one sentence.
    public void assertRefused(String... arguments) {
        assertEndsInOneSentence(Word.MISUNDERSTOOD, arguments);
    }

    /// Runs it, which fails in one sentence.
    public void assertFails(String... arguments) {
        assertEndsInOneSentence(Word.FAILED, arguments);
    }

    private void assertEndsInOneSentence(int code, String... arguments) {
        long before = err().lines().count();
        assertEquals(code, run(arguments), this::all);
        assertEquals(before + 1, err().lines().count(), this::all);
    }

    /// What it printed so far.
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /// What it complained of so far.
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /// Both.
    public String all() {
        return out() + err();
    }

    /// A folder is there, and nothing is in it but what is named.
    public static void assertHolds(Path folder, Path... expected) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            assertEquals(List.of(expected), found.toList());
        }
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}

package io.varve.bench.probe;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// One word of `./varve bench` that takes settings and measures: from its arguments to an exit code.
public final class Word {
    /// All was measured.
    public static final int DONE = 0;

    /// Something could not be measured.
    public static final int FAILED = 1;

    /// The arguments were not understood.
    public static final int MISUNDERSTOOD = 2;

    private Word() {}

    /// What was understood, ready to begin.
    @FunctionalInterface
    public interface Measurement {
        /// Measures, and prints what comes of it.
        ///
        /// @throws ProbeException with one sentence for people, when it cannot be measured here
        void run() throws IOException, ProbeException, InterruptedException;
    }

    /// How settings are understood.
    @FunctionalInterface
    public interface Reading {
        /// Nothing is opened or made yet.
        ///
        /// @throws IllegalArgumentException with one sentence for people, when it is not understood
        Measurement of(Settings settings);
    }

    /// Understands and measures. What goes wrong is one sentence, whatever threw it: stores have exceptions of their
    /// own.
    ///
    /// @param known names of settings
    /// @return the exit code
    public static int run(String word, List<String> known, List<String> arguments, PrintStream err, Reading reading) {
        Measurement measurement;
        try {
            measurement = reading.of(Settings.of(word, arguments, known));
        } catch (IllegalArgumentException misunderstood) {
            err.println(misunderstood.getMessage());
            return MISUNDERSTOOD;
        }
        try {
            measurement.run();
            return DONE;
        } catch (IOException | ProbeException | RuntimeException | LinkageError | OutOfMemoryError failure) {
            err.println("varve bench " + word + ": " + sentence(failure));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return FAILED;
    }

    /// What went wrong, in a line.
    public static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.toString()
                : message.lines().findFirst().orElse(message);
    }
}

package io.varve.bench.probe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Asks other programs.
final class Commands {
    private Commands() {}

    /// What a program printed.
    ///
    /// @throws ProbeException when it is missing or failed
    static String output(Path directory, List<String> command) throws ProbeException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ProbeException(String.join(" ", command) + " failed.");
            }
            return text.strip();
        } catch (IOException missing) {
            throw new ProbeException(command.getFirst() + " cannot be run here.", missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProbeException(command.getFirst() + " was interrupted.", interrupted);
        }
    }
}

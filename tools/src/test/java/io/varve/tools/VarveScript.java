package io.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;

/// A folder with a `./varve` in it that starts what is being tested, and a shell in that folder.
final class VarveScript {
    private final Path folder;

    private VarveScript(Path folder) {
        this.folder = folder;
    }

    /// What a shell came to.
    record Said(int exit, String out, String err) {}

    static VarveScript in(Path folder) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path script = Files.writeString(folder.resolve("varve"), """
                #!/bin/sh
                exec '%s' -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp '%s' %s "$@"
                """.formatted(
                        java, System.getProperty("java.class.path"), Main.class.getName()));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new VarveScript(folder);
    }

    Process start(String command) throws IOException {
        return new ProcessBuilder("bash", "-c", command)
                .directory(folder.toFile())
                .start();
    }

    /// Runs a command to its end. What it says on standard error must be short.
    Said bash(String command) throws IOException, InterruptedException {
        Process process = start(command);
        try (BufferedReader out = process.inputReader(UTF_8);
                BufferedReader err = process.errorReader(UTF_8)) {
            process.getOutputStream().close();
            String said = out.lines().map(line -> line + "\n").collect(joining());
            String complained = err.lines().map(line -> line + "\n").collect(joining());
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end; it said " + said + complained);
            }
            return new Said(process.exitValue(), said, complained);
        }
    }
}

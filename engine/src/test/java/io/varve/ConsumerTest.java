package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.Disk;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program outside of the build (src/test/consumer) that depends on the engine by its coordinates is
/// built by Maven against a repository with nothing but our jars and what they need, and runs on the class
/// path and on the module path with no flag but the one for native access; it prints nothing to stderr
/// and has no thread of ours left.
final class ConsumerTest {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @Test
    void embedsTheStore() throws Exception {
        Path ordinary = Path.of(System.getProperty("user.home"), ".m2", "repository");
        assumeTrue(Files.isDirectory(ordinary) && canRun("mvn", "-v"), "needs Maven and its local repository");
        Path repository = directory.resolve("repository");
        deploy(repository, "varve", Path.of("..", "pom.xml"), null);
        deploy(repository, "varve-native-io", Path.of("..", "native-io", "pom.xml"), Disk.class);
        deploy(repository, "varve-engine", Path.of("pom.xml"), Store.class);
        Path consumer = copy(Path.of("src", "test", "consumer"), directory.resolve("consumer"));
        Path paths = directory.resolve("class-path");
        Path settings = Files.writeString(directory.resolve("settings.xml"), settings(ordinary));
        run( // Maven colours its silence: its stderr is its own affair
                consumer,
                "mvn",
                "-B",
                "-q",
                "-s",
                settings.toString(),
                "-Dmaven.repo.local=" + repository,
                "compile",
                "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath",
                "-Dmdep.outputFile=" + paths);
        String path = Files.readString(paths).strip() + File.pathSeparator + consumer.resolve("target/classes");

        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String expected = "b=2\nc=3\nclosed\n0 threads left\n";
        String store = directory.resolve("store1").toString();
        assertEquals(
                expected,
                run(consumer, java, "--enable-native-access=ALL-UNNAMED", "-cp", path, "consumer.Main", store));
        String other = directory.resolve("store2").toString();
        String access = "--enable-native-access=io.varve.nativeio";
        assertEquals(expected, run(consumer, java, access, "-p", path, "-m", "consumer/consumer.Main", other));
    }

    /// Puts a module into a repository, as `mvn install` does.
    private static void deploy(Path repository, String artifact, Path pom, @Nullable Class<?> of) throws Exception {
        Path folder = Files.createDirectories(
                repository.resolve("io").resolve("varve").resolve(artifact).resolve(VERSION));
        Files.copy(pom, folder.resolve(artifact + "-" + VERSION + ".pom"));
        if (of == null) {
            return;
        }
        Path jar = folder.resolve(artifact + "-" + VERSION + ".jar");
        Path classes =
                Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(classes)) {
            int result = ToolProvider.findFirst("jar")
                    .orElseThrow()
                    .run(System.out, System.err, "--create", "--file", jar.toString(), "-C", classes.toString(), ".");
            assertEquals(0, result);
        } else {
            Files.copy(classes, jar);
        }
    }

    private static String settings(Path ordinary) {
        return "<settings><mirrors><mirror><id>local</id><mirrorOf>*</mirrorOf><url>" + ordinary.toUri()
                + "</url></mirror></mirrors></settings>";
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    /// Runs a program that must end well; one of Java's must say nothing on stderr.
    private String run(Path where, String... command) throws Exception {
        Path out = directory.resolve("out");
        Path errors = directory.resolve("errors");
        List<String> words = new ArrayList<>(List.of(command));
        Process process = new ProcessBuilder(words)
                .directory(where.toFile())
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        int exit = process.waitFor();
        String said = Files.readString(out, UTF_8);
        assertEquals(0, exit, () -> said + read(errors));
        if (!command[0].equals("mvn")) {
            assertEquals("", read(errors));
        }
        return said;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private static boolean canRun(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}

package io.varve.nativeio.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Java process of its own, for what would end this one or needs other limits.
public final class ChildJvm {
    private static final long PATIENCE_SECONDS = 120;

    private final List<String> flags = new ArrayList<>(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    private final List<String> wrapper = new ArrayList<>();
    private boolean hasNativeAccess = true;
    private String classPath = System.getProperty("java.class.path");
    private String checked = System.getProperty("io.varve.checked");

    /// One with the class path of this process.
    public ChildJvm() {}

    /// How it ended.
    ///
    /// @param exitCode of the process; 128 + n after signal n
    public record Result(int exitCode, String output, String errors) {}

    /// Adds flags for Java.
    public ChildJvm with(String... more) {
        flags.addAll(List.of(more));
        return this;
    }

    /// Lets it find classes in a folder before all others.
    public ChildJvm withClassesBefore(Path folder) {
        return withClassPath(folder + File.pathSeparator + classPath);
    }

    /// Runs it with another class path.
    public ChildJvm withClassPath(String path) {
        classPath = path;
        return this;
    }

    /// Leaves the flag for native access out.
    public ChildJvm withoutNativeAccess() {
        hasNativeAccess = false;
        return this;
    }

    /// Runs it as in production, whatever this process does.
    public ChildJvm unchecked() {
        checked = "false";
        return this;
    }

    /// Runs it below another program, such as `strace`.
    public ChildJvm below(String... command) {
        wrapper.addAll(List.of(command));
        return this;
    }

    /// Runs it below a shell that first runs `preparation`, as root of a new user and mount namespace.
    public ChildJvm inNamespace(String preparation) {
        wrapper.addAll(List.of("unshare", "-rm", "sh", "-c", preparation + " && exec \"$0\" \"$@\""));
        return this;
    }

    /// Runs it below a shell that first runs `preparation`, such as `ulimit -n 64`.
    public ChildJvm inShell(String preparation) {
        wrapper.addAll(List.of("sh", "-c", preparation + " && exec \"$0\" \"$@\""));
        return this;
    }

    /// Runs a main class to its end.
    public Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".out");
        Path errors = Files.createTempFile("child", ".err");
        try {
            Process process = command(main, arguments)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return new Result(process.exitValue(), read(output), read(errors));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }

    /// Starts a main class and hands over its process; what it prints can be read from there.
    public Process start(Class<?> main, String... arguments) throws IOException {
        return command(main, arguments).start();
    }

    /// Whether this machine lets us make user namespaces; some are set up not to.
    public static boolean canMakeNamespaces() {
        try {
            return new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ProcessBuilder command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        if (hasNativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Dio.varve.checked=" + checked);
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}

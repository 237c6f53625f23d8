package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a [KillChild] is started soon: its classes lie in an archive that the JVM maps (class data sharing),
/// made by a child that lives to its end. An archive wants jars, and a build under test has folders.
final class KillJvm {
    /// Without its log, in which the JVM says that an archive does not know of native access.
    private static final String[] FLAGS = {"-XX:TieredStopAtLevel=1", "-Xmx64m", "-Xlog:disable"};

    /// How long a child may take to end that said something wrong.
    private static final long PATIENCE_SECONDS = 10;

    private final String classPath;
    private final Path archive;

    private KillJvm(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /// Makes jars and archive.
    static KillJvm prepare(Path directory) throws IOException, InterruptedException {
        StringBuilder path = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) {
                continue; // would be the folder where this runs
            }
            Path place = Path.of(entry);
            Path jar =
                    Files.isDirectory(place) ? jar(place, Files.createTempFile(directory, "classes", ".jar")) : place;
            path.append(path.isEmpty() ? "" : File.pathSeparator).append(jar);
        }
        KillJvm made = new KillJvm(path.toString(), directory.resolve("kill.jsa"));
        made.archive(directory.resolve("store-to-archive"));
        return made;
    }

    Process start() throws IOException {
        return jvm().with("-XX:SharedArchiveFile=" + archive).start(KillChild.class);
    }

    private ChildJvm jvm() {
        return new ChildJvm().with(FLAGS).withClassPath(classPath);
    }

    /// A life in which the archive learns the classes, ended in order.
    private void archive(Path store) throws IOException, InterruptedException {
        Process child = jvm().with("-XX:ArchiveClassesAtExit=" + archive).start(KillChild.class);
        try (Writer in = child.outputWriter(UTF_8)) {
            in.write(store + " 1 " + KillMode.TIMER + " 0 false 0\n");
        }
        String said = new String(child.getInputStream().readAllBytes(), UTF_8);
        assertTrue(child.waitFor(60, TimeUnit.SECONDS), "the archive takes too long");
        assertEquals("W\nR\nD\n", said, () -> end(child, said));
        assertEquals(0, child.exitValue(), () -> end(child, said));
        assertTrue(Files.exists(archive), "no archive was made");
    }

    /// What there is to know of a child that did not say what it should: what it said, how it ended, what Java says.
    static String end(Process child, @Nullable String said) {
        try {
            boolean isOver = child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String code = isOver ? "ended with " + child.exitValue() : "has not ended";
            child.destroyForcibly();
            String rest = new String(child.getInputStream().readAllBytes(), UTF_8);
            String errors = new String(child.getErrorStream().readAllBytes(), UTF_8);
            return "the child " + code + ", said <" + said + ">, then <" + rest + ">, and as errors <" + errors + ">";
        } catch (IOException | InterruptedException unreadable) {
            return "the child said <" + said + ">, and then " + unreadable;
        }
    }

    private static Path jar(Path folder, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> walk = Files.walk(folder)) {
            List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                entries.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
        return jar;
    }
}

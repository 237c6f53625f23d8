package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.TargetTempDirs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of the README compile as they stand there, run, and print what they should.
final class TutorialTest {
    private static final String BEGIN = "```java\n";

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @Test
    void theExampleOfFiveMinutesRuns() throws Exception {
        compile("FiveMinutes", "## Five minutes");
        assertEquals(
                List.of(
                        "apple: red",
                        "pear, before the batch: green",
                        "pear, now: none",
                        "cursor: apple = red",
                        "cursor: banana = yellow",
                        "segment: 8 bytes",
                        "all durable: true",
                        "apple, on monday: red"),
                run("FiveMinutes"));
        try (Store store = Store.open(directory.resolve("store"))) {
            assertTrue(store.recoveryReport().wasCleanlyClosed());
            assertTrue(store.contains("orange".getBytes(UTF_8)));
        }
        StoreStorms.assertNoThreadLeft();
    }

    @Test
    void theExampleOfRangesRuns() throws Exception {
        compile("Orders", "## Ranges");
        assertEquals(
                List.of(
                        "cursor: 1 is for alice, 1",
                        "cursor: 0 is for alice, 0",
                        "cursor: -1 is for alice, -1",
                        "found: 1 of 2, for bob, 1",
                        "stream: 6 keys",
                        "map: the last is for alice, 1"),
                run("Orders"));
        StoreStorms.assertNoThreadLeft();
    }

    @Test
    void theExampleOfExpiryRuns() throws Exception {
        compile("Sessions", "## Values that expire");
        assertEquals(List.of("before: 1234", "after: null"), run("Sessions"));
        StoreStorms.assertNoThreadLeft();
    }

    private void compile(String name, String section) throws IOException {
        Path source = Files.writeString(directory.resolve(name + ".java"), example(section));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        errors,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        source.toString());
        assertEquals(0, result, () -> errors.toString(UTF_8));
    }

    private List<String> run(String name) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        URL[] classes = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(classes, TutorialTest.class.getClassLoader())) {
            System.setOut(new PrintStream(printed, true, UTF_8));
            var main = loader.loadClass(name).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[] {directory.resolve("store").toString()});
        } finally {
            System.setOut(out);
        }
        return printed.toString(UTF_8).lines().toList();
    }

    private static String example(String title) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String section = readme.substring(readme.indexOf(title));
        int begin = section.indexOf(BEGIN) + BEGIN.length();
        return section.substring(begin, section.indexOf("```", begin));
    }
}

package io.varve.tools;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `./varve` does with the JDKs and the Maven that it finds.
///
/// A copy of it stands in an empty project; the JDKs are folders with a `release` file and a `java` that
/// says its own path and its arguments, and `mvn` is a script that says its arguments to a file.
final class LauncherTest {
    private static final int INSTALL_SOMETHING = 69;

    /// As a command says it; 1 would be a key that is not there.
    private static final int FAILED = 3;

    private static final List<String> TOOLS = List.of(
            "bash",
            "cat",
            "dirname",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "sort",
            "tail");

    @TempDir
    Path home;

    private final Map<String, String> environment = new LinkedHashMap<>();
    private Path project;
    private Path bin;

    @BeforeEach
    void prepare() throws IOException {
        project = Files.createDirectories(home.resolve("a project"));
        bin = Files.createDirectories(home.resolve("bin"));
        for (String module : new String[] {"native-io", "engine", "tools", "bench"}) {
            Files.createDirectories(project.resolve(module).resolve("src/main"));
            Files.writeString(project.resolve(module).resolve("pom.xml"), "");
        }
        Files.createDirectories(project.resolve(".mvn"));
        Files.writeString(project.resolve("pom.xml"), "");
        Files.copy(Path.of("..", "varve"), project.resolve("varve"));
        age();
        tools();
        maven("3.8.7", 0);

        environment.put("HOME", home.toString());
        environment.put("PATH", bin.toString());
        environment.put("VARVE_JDK_FOLDERS", home.resolve("jdks").toString());
        executable(bin.resolve("java"), "exit 1"); // hides the machine's own
    }

    @Test
    void saysInOneSentenceThatAJdkIsMissing() throws Exception {
        Run run = launch("help");

        assertEquals(INSTALL_SOMETHING, run.code);
        assertTrue(run.err.matches("varve: no JDK 25 or newer was found: install one[^\n]*[.]\n"), run.err);
        assertEquals("", run.out);
    }

    @Test
    void takesJavaHomeFirst() throws Exception {
        Path mine = jdk("mine", "26");
        jdk("jdks/other", "25.0.3");
        environment.put("JAVA_HOME", mine.toString());

        assertStarts(mine);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_412", "17.0.15", "24.0.2", "", "new"})
    void passesOverAJavaHomeThatIsTooOld(String version) throws Exception {
        environment.put("JAVA_HOME", jdk("mine", version).toString());
        Path other = jdk("jdks/other", "25.0.3");

        assertStarts(other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.3", "26-ea", "100.1"})
    void knowsANewEnoughJdkByItsReleaseFile(String version) throws Exception {
        assertStarts(jdk("jdks/one", version));
    }

    @Test
    void takesTheJavaOfThePathBeforeTheUsualFolders() throws Exception {
        Path onPath = jdk("opt/jdk", "25");
        jdk("jdks/other", "25");
        Files.delete(bin.resolve("java"));
        Files.createSymbolicLink(bin.resolve("java"), onPath.resolve("bin/java"));

        assertStarts(onPath);
    }

    @Test
    void passesOverARuntimeWithoutACompiler() throws Exception {
        Files.delete(jdk("jdks/a-runtime", "25").resolve("bin/javac"));
        Path whole = jdk("jdks/whole", "25");

        assertStarts(whole);
    }

    @Test
    void looksWhereMacosKeepsJdks() throws Exception {
        assertStarts(jdk("jdks/temurin-25.jdk/Contents/Home", "25"));
    }

    @Test
    void looksIntoTheToolchainsOfMaven() throws Exception {
        Path listed = jdk("listed", "25");
        Files.createDirectories(home.resolve(".m2"));
        Files.writeString(
                home.resolve(".m2/toolchains.xml"),
                "<toolchain><configuration>\n <jdkHome>" + listed + "</jdkHome>\n</configuration></toolchain>\n");

        assertStarts(listed);
    }

    @Test
    void saysInOneSentenceThatMavenIsMissing() throws Exception {
        jdk("jdks/one", "25");
        Files.delete(bin.resolve("mvn"));

        Run run = launch("help");

        assertEquals(INSTALL_SOMETHING, run.code);
        assertTrue(run.err.matches("varve: Maven 3.8.7 or newer is needed[^\n]*[.]\n"), run.err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.6", "3.6.3", "2.9.9"})
    void saysInOneSentenceThatMavenIsTooOld(String version) throws Exception {
        jdk("jdks/one", "25");
        maven(version, 0);

        Run run = launch("help");

        assertEquals(INSTALL_SOMETHING, run.code);
        assertTrue(run.err.matches("varve: Maven 3.8.7 or newer is needed[^\n]*" + version + "[^\n]*[.]\n"), run.err);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.8.7", "3.8.10", "3.9.0", "4.0.0"})
    void buildsWithANewEnoughMaven(String version) throws Exception {
        maven(version, 0);

        assertStarts(jdk("jdks/one", "25"));
    }

    @Test
    void buildsOnceAndAgainOnlyWhenASourceIsNewer() throws Exception {
        Path one = jdk("jdks/one", "25");

        assertStarts(one);
        assertStarts(one);
        assertEquals(1, builds().size(), builds().toString());

        Files.writeString(project.resolve("engine/src/main/New.java"), "");
        assertStarts(one);
        assertEquals(2, builds().size(), builds().toString());

        age();
        Files.delete(project.resolve("engine/src/main/New.java"));
        assertStarts(one);
        assertEquals(3, builds().size(), builds().toString());
    }

    @Test
    void buildsTheModuleThatIsAsked() throws Exception {
        Path one = jdk("jdks/one", "25");

        Run run = launch("bench", "put", "-f 1");

        assertEquals(0, run.code, run.err);
        assertTrue(builds().getFirst().contains("-pl bench -am package"), builds().toString());
        assertEquals(
                one + "/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                        + " --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED -cp "
                        + project.toRealPath() + "/bench/target/varve-bench-1.jar:" + project.toRealPath()
                        + "/bench/target/app/* io.varve.bench.Main put -f 1\n",
                run.out);
    }

    @Test
    void showsWhatAFailedBuildSaidAndBuildsAgainNextTime() throws Exception {
        jdk("jdks/one", "25");
        maven("3.8.7", 1);

        Run run = launch("help");

        assertEquals(FAILED, run.code);
        assertTrue(run.err.contains("[ERROR] it does not compile"), run.err);
        assertTrue(run.err.endsWith("target/varve-build.log.\n"), run.err);
        assertTrue(Files.readString(project.resolve("target/varve-build.log")).contains("Building Varve tools"));
        maven("3.8.7", 0);
        assertEquals(0, launch("help").code);
    }

    @Test
    void testsWithEverythingAndPassesArgumentsAndTheExitCodeOn() throws Exception {
        Path one = jdk("jdks/one", "25");
        maven("3.8.7", 7);

        Run run = launch("test", "-Dtest=SomeTest", "-Dseed=3");

        assertEquals(7, run.code);
        assertEquals(List.of(one + " -B -ntp verify -Dtest=SomeTest -Dseed=3"), builds());
        assertTrue(run.out.contains("Building Varve tools"), run.out);
    }

    @Test
    void formats() throws Exception {
        jdk("jdks/one", "25");

        assertEquals(0, launch("format").code);

        assertTrue(builds().getFirst().endsWith("-B -ntp spotless:apply"), builds().toString());
    }

    @Test
    void passesTheExitCodeOfTheCommandOn() throws Exception {
        executable(jdk("jdks/one", "25").resolve("bin/java"), "exit 42");

        assertEquals(42, launch("demo").code);
    }

    @Test
    void worksThroughASymbolicLinkFromAnotherFolder() throws Exception {
        Path one = jdk("jdks/one", "25");
        Path link = bin.resolve("v");
        Files.createSymbolicLink(link, Path.of("../a project/varve"));

        Run run = launch(home, link, "help");

        assertTrue(run.out.startsWith(one + "/bin/java"), run.out + run.err);
        assertTrue(Files.exists(project.resolve("target/varve-build.log")));
    }

    @Test
    void buildsWhereThereIsNoFlock() throws Exception {
        Files.delete(bin.resolve("flock"));

        assertStarts(jdk("jdks/one", "25"));
    }

    @Test
    void letsTwoBuildsAtATimeHappenOneAfterTheOther() throws Exception {
        Path one = jdk("jdks/one", "25");
        environment.put("SLOW", "so that two at a time would meet");

        Process first = start(project, project.resolve("varve"), "help");
        Process second = start(project, project.resolve("varve"), "help");

        for (Process process : List.of(first, second)) {
            Run run = finish(process);
            assertEquals(0, run.code, run.err);
            assertTrue(run.out.startsWith(one + "/bin/java"), "a command does not hold the lock: " + run.out);
        }
        assertEquals(1, builds().size(), "the second finds what the first built: " + builds());
    }

    @Test
    void passesJvmOptionsOn() throws Exception {
        jdk("jdks/one", "25");
        environment.put("VARVE_JAVA_OPTIONS", "-Xmx64m -Dio.varve.checked=true");

        Run run = launch("help");

        assertTrue(run.out.contains(" -Xmx64m -Dio.varve.checked=true -cp "), run.out);
    }

    private void assertStarts(Path jdk) throws Exception {
        Run run = launch("help", "two words");
        assertEquals(0, run.code, run.err);
        assertTrue(run.out.startsWith(jdk + "/bin/java "), run.out);
        assertTrue(run.out.endsWith(" io.varve.tools.Main help two words\n"), run.out);
    }

    /// A folder that the launcher takes for a JDK, if its version pleases.
    private Path jdk(String name, String version) throws IOException {
        Path jdk = home.resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(
                jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"\"\n");
        executable(jdk.resolve("bin/java"), "if (: <&9) 2>/dev/null; then echo holds the lock; fi; echo \"$0 $*\"");
        executable(jdk.resolve("bin/javac"), "exit 1");
        return jdk;
    }

    /// The only programs that the launcher finds besides the pretended ones.
    private void tools() throws IOException {
        for (String tool : TOOLS) {
            Path real = Stream.of("/usr/bin", "/bin")
                    .map(folder -> Path.of(folder, tool))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this machine has no " + tool));
            executable(bin.resolve(tool), "exec " + real + " \"$@\"");
        }
    }

    /// A Maven that notes how it was called, and makes a jar in every module that has a folder for it.
    private void maven(String version, int code) throws IOException {
        executable(bin.resolve("mvn"), """
                case " $* " in *' --version '*) echo "Apache Maven %s (x)"; exit ;; esac
                echo "$JAVA_HOME $*" >>"$HOME/builds"
                [ -z "${SLOW:-}" ] || sleep 0.5
                echo '[INFO] Building Varve tools 0.1.0-SNAPSHOT      [4/4]'
                [ %d = 0 ] || { echo '[ERROR] it does not compile'; exit %d; }
                for module in tools bench; do
                  mkdir -p "$module/target/app"
                  : >"$module/target/varve-$module-1.jar"
                done""".formatted(version, code, code));
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(home.resolve("builds"));
    }

    /// Makes all sources older than any build; file times may be no finer than a tick of the kernel.
    private void age() throws IOException {
        FileTime past = FileTime.fromMillis(System.currentTimeMillis() - TimeUnit.HOURS.toMillis(1));
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!file.toString().contains("target")) {
                    Files.setLastModifiedTime(file, past);
                }
            }
        }
    }

    private static void executable(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Run launch(String... arguments) throws Exception {
        return launch(project, project.resolve("varve"), arguments);
    }

    private Run launch(Path directory, Path script, String... arguments) throws Exception {
        return finish(start(directory, script, arguments));
    }

    private Process start(Path directory, Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run finish(Process process) throws Exception {
        try (var out = process.inputReader();
                var err = process.errorReader()) {
            // Both are short, far below what a pipe holds, so that reading one after the other cannot hang.
            String said = out.lines().map(line -> line + "\n").collect(joining());
            String complained = err.lines().map(line -> line + "\n").collect(joining());
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the launcher hangs: " + complained);
            return new Run(process.exitValue(), said, complained);
        }
    }

    private record Run(int code, String out, String err) {}
}

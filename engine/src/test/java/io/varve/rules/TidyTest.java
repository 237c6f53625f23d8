package io.varve.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That all sources of all modules are tidy, and that those which are not would be found.
final class TidyTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path bad;

    @Test
    void allSourcesAreTidy() throws IOException {
        assertEquals(List.of(), Tidy.findings(ROOT));
    }

    @Test
    void looksAtEveryModule() throws IOException {
        List<String> modules = Tidy.modules(ROOT).stream()
                .map(module -> module.getFileName().toString())
                .toList();

        assertTrue(modules.containsAll(List.of("bench", "engine", "native-io", "tools")), modules.toString());
    }

    @Test
    void findsALongMethodAndPassesTheLongestAllowed() throws IOException {
        write("main", "A.java", "class A {\n  void fits() {\n" + "\n".repeat(68) + "  }\n}\n");
        assertEquals(List.of(), Tidy.findings(bad));

        write("test", "B.java", "class B {\n  @Override\n  void f() {\n" + "\n".repeat(68) + "  }\n}\n");
        assertEquals(List.of("B.java:2: method f has 71 lines, more than 70"), Tidy.findings(bad));
    }

    @Test
    void findsALongFile() throws IOException {
        write("main", "A.java", "class A {\n" + "\n".repeat(498) + "}\n");
        assertEquals(List.of(), Tidy.findings(bad));

        write("main", "A.java", "class A {\n" + "\n".repeat(499) + "}\n");
        assertEquals(List.of("module/src/main/java/p/A.java: 501 lines, more than 500"), Tidy.findings(bad));
    }

    @Test
    void findsMarksOfUnfinishedWork() throws IOException {
        write(
                "main",
                "A.java",
                "// FIX" + "ME\n// TO" + "DO later\n// TO" + "DO(#12) later\n/// @auth" + "or me\nclass A {}\n");

        List<String> findings = Tidy.findings(bad);

        assertEquals(3, findings.size(), findings.toString());
        assertTrue(findings.get(0).startsWith("module/src/main/java/p/A.java:1: unfinished"), findings.toString());
        assertTrue(findings.get(1).startsWith("module/src/main/java/p/A.java:2: what is left"), findings.toString());
        assertTrue(findings.get(2).startsWith("module/src/main/java/p/A.java:4: git knows"), findings.toString());
    }

    @Test
    void findsAPackageWithoutInfo() throws IOException {
        write("main", "A.java", "class A {}\n");
        Files.delete(bad.resolve("module/src/main/java/p/package-info.java"));

        assertEquals(List.of("module: package p has no package-info"), Tidy.findings(bad));
    }

    @Test
    void findsSynchronizedMethodsAndBlocks() throws IOException {
        write("main", "A.java", """
                class A {
                  synchronized void f() {}
                  Runnable r = () -> {
                    synchronized (this) {}
                  };
                }
                """);

        assertEquals(
                List.of("A.java:2: synchronized", "A.java:4: synchronized"),
                Sources.below(bad).synchronizedPlaces());
    }

    private void write(String tree, String name, String text) throws IOException {
        Path folder = Files.createDirectories(bad.resolve("module/src/" + tree + "/java/p"));
        Files.writeString(bad.resolve("module/pom.xml"), "");
        Files.writeString(folder.resolve("package-info.java"), "package p;\n");
        Files.writeString(folder.resolve(name), text);
    }
}

package io.varve.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What STYLE.md demands of every source file, main and test, of every module, beyond format and compiler.
final class Tidy {
    private static final int MAX_METHOD_LINES = 70;
    private static final int MAX_FILE_LINES = 500;

    /// Marks that may not stand anywhere. Written so that this file does not contain them.
    private static final Map<String, Pattern> MARKS = Map.of(
            "unfinished work is not committed",
            Pattern.compile("\\bFIX" + "ME\\b"),
            "what is left to do names its issue, as in TO" + "DO(#12)",
            Pattern.compile("\\bTO" + "DO\\b(?!\\(#\\d+\\))"),
            "git knows the authors",
            Pattern.compile("@auth" + "or\\b"));

    private Tidy() {}

    /// What is wrong in all modules below the root of the project.
    static List<String> findings(Path root) throws IOException {
        List<String> findings = new ArrayList<>();
        for (Path module : modules(root)) {
            List<Path> files = Sources.javaFiles(module.resolve("src"));
            for (Path file : files) {
                findings.addAll(findingsOf(root, file));
            }
            findings.addAll(Sources.of(files).methodsLongerThan(MAX_METHOD_LINES));
            findings.addAll(packagesWithoutInfo(root, module));
        }
        return findings;
    }

    static List<Path> modules(Path root) throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> findingsOf(Path root, Path file) throws IOException {
        List<String> findings = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        if (lines.size() > MAX_FILE_LINES) {
            findings.add(root.relativize(file) + ": " + lines.size() + " lines, more than " + MAX_FILE_LINES);
        }
        for (int i = 0; i < lines.size(); i++) {
            String place = root.relativize(file) + ":" + (i + 1) + ": ";
            String line = lines.get(i);
            MARKS.forEach((why, mark) -> {
                if (mark.matcher(line).find()) {
                    findings.add(place + why);
                }
            });
        }
        return findings;
    }

    /// Each package of a module has a `package-info`, in its main or its test sources.
    private static List<String> packagesWithoutInfo(Path root, Path module) throws IOException {
        Map<Path, Boolean> hasInfo = new TreeMap<>();
        for (String tree : List.of("src/main/java", "src/test/java")) {
            Path sources = module.resolve(tree);
            for (Path file : Sources.javaFiles(sources)) {
                Path folder = sources.relativize(file).getParent();
                if (folder != null) {
                    hasInfo.merge(folder, file.endsWith("package-info.java"), Boolean::logicalOr);
                }
            }
        }
        return hasInfo.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(entry -> root.relativize(module) + ": package " + entry.getKey() + " has no package-info")
                .toList();
    }
}

package io.varve.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// An error made on purpose, as a file says it:
///
/// ```
/// wrong: what it would do to a user
/// source: engine/src/main/java/io/varve/…/Some.java
/// tests: io.varve.SomeTest#method, io.varve.OtherTest
/// --- find
/// text that stands in the source exactly once
/// --- replace
/// what stands there instead
/// ```
///
/// The name is the file's, with spaces for hyphens. The texts are whole lines, whose indentation does not count.
///
/// @param wrong why nobody may write this
/// @param source from the root of the checkout; of any module on the class path of the tests
/// @param tests that must notice, as `class` or `class#method`: quick ones
record Mutant(String name, String wrong, String source, List<String> tests, List<String> find, String replacement) {
    private static final String FIND = "\n--- find\n";
    private static final String REPLACE = "\n--- replace\n";
    private static final String SUFFIX = ".mutant";

    static List<Mutant> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .map(Mutant::read)
                    .toList();
        }
    }

    static Mutant parse(String name, String text) {
        int find = text.indexOf(FIND);
        int replace = text.indexOf(REPLACE);
        if (find < 0 || replace < find) {
            throw new IllegalArgumentException("mutant " + name + " has no parts '--- find' and '--- replace'");
        }
        String head = text.substring(0, find + 1);
        return new Mutant(
                name,
                field(name, head, "wrong"),
                field(name, head, "source"),
                List.of(field(name, head, "tests").split(", ")),
                text.substring(find + FIND.length(), replace + 1)
                        .lines()
                        .map(String::strip)
                        .toList(),
                text.substring(replace + REPLACE.length()));
    }

    /// The source with the error in it.
    ///
    /// @throws IllegalArgumentException when what is to be found stands there more or less often than once:
    ///     the source has changed, and the mutant must follow
    String applyTo(String original) {
        List<String> lines = original.lines().toList();
        List<String> stripped = lines.stream().map(String::strip).toList();
        int at = -1;
        for (int i = 0; i + find.size() <= lines.size(); i++) {
            if (stripped.subList(i, i + find.size()).equals(find)) {
                requireIn(at < 0, "more than once");
                at = i;
            }
        }
        requireIn(at >= 0, "nowhere");
        return String.join("\n", lines.subList(0, at)) + "\n" + replacement
                + String.join("\n", lines.subList(at + find.size(), lines.size())) + "\n";
    }

    private void requireIn(boolean condition, String how) {
        if (!condition) {
            throw new IllegalArgumentException("what mutant '" + name + "' is to replace stands " + how + " in "
                    + source + ": mend the mutant; find was " + find);
        }
    }

    private static Mutant read(Path file) {
        String name = file.getFileName().toString();
        try {
            return parse(name.substring(0, name.length() - SUFFIX.length()).replace('-', ' '), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    private static String field(String name, String head, String key) {
        return Arrays.stream(head.split("\n", -1))
                .filter(line -> line.startsWith(key + ": "))
                .map(line -> line.substring(key.length() + 2).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("mutant " + name + " has no '" + key + ": '"));
    }
}

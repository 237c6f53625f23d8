package io.varve.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// That every behaviour of the ancestors' flushes which this store has is named by a test, such as
/// "A15", "A28-A33" or "B18 to B20", in a comment that begins with rows or with other rows.
///
/// Not owed yet, and why: A11 is about graphs, and its part here, listeners, is D25; B13 (what has
/// expired) comes with expiry; B16's expiry likewise; B17's ratio with compression; D14 to D17 with
/// the value log and the object store; D20 and D21 with a compaction that chooses by itself; D22
/// and D26 are options that this store has not got. B1 to B11, C and E are about other parts;
/// AncestorTest has those that exist.
final class AncestorRowsTest {
    private static final String OWED = "A1-A10, A12-A34, B12, B14 to B16, B18 to B21, D1-D13, D18, D19, D23-D25";
    private static final List<Path> TESTS = List.of(Path.of("src/test/java"));

    /// One row, or the first and the last of several.
    private static final Pattern ROWS = Pattern.compile("\\b([ABD])(\\d{1,2})(?:(?:-| to )(?:([ABD]))?(\\d{1,2}))?\\b");

    @Test
    void everyRowThatIsOwedIsNamedByATest() throws IOException {
        Set<String> missing = named(OWED);
        for (Path folder : TESTS) {
            for (Path file : Sources.javaFiles(folder)) {
                if (!file.endsWith("AncestorRowsTest.java")) {
                    for (String comment : comments(Files.readString(file))) {
                        missing.removeAll(named(comment));
                    }
                }
            }
        }
        assertEquals(Set.of(), missing, "rows that no test names");
    }

    @Test
    void readsRowsAndRangesOfThem() {
        assertEquals(Set.of("A1", "A2", "A3", "B9"), named("A1-A3, B9: what"));
        assertEquals(Set.of("B18", "B19", "B20"), named("B18 to B20"));
        assertEquals(Set.of(), named("W-A3, I-23, D-18, W-D7, 0xA5, Row 34"));
    }

    /// Blocks of documentation, each in one line.
    private static List<String> comments(String source) {
        return Pattern.compile("(?m)(?:^\\s*///.*\\n)+")
                .matcher(source)
                .results()
                .map(found -> found.group().replaceAll("\\s*\\n?\\s*///\\s*", " "))
                .toList();
    }

    private static Set<String> named(String text) {
        Set<String> rows = new TreeSet<>();
        // Defects and invariants are called alike.
        Matcher all = ROWS.matcher(text.replaceAll("[WI]-[A-Z]?\\d+", ""));
        while (all.find()) {
            int first = Integer.parseInt(all.group(2));
            int last = all.group(4) == null ? first : Integer.parseInt(all.group(4));
            for (int row = first; row <= last; row++) {
                rows.add(all.group(1) + row);
            }
        }
        return rows;
    }
}

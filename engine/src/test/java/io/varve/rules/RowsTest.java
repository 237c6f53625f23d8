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

/// That every row of the catalogue of bad inputs and faults which the store must answer today is
/// named by a test.
///
/// A test names rows in a comment ("Row 4", "rows 43 to 48, 53 and 76") or in the name of a method
/// (`row65And66…`). Whether it tests what it names is for people to judge; a row that nobody names
/// is tested by nobody.
final class RowsTest {
    /// What is owed since there is a log, a memtable, tables and a recovery: no forks, expiry or
    /// value log, and no compaction that chooses by itself.
    private static final String OWED =
            "rows 1 to 6, 7, 9, 10, 11, 13 to 35, 38 to 63, 64 to 80, 81, 82 to 92, 103, 104, 105";

    private static final List<Path> TESTS = List.of(Path.of("src/test/java"), Path.of("../native-io/src/test/java"));
    private static final Pattern IN_WORDS = Pattern.compile("[Rr]ows? (\\d+(?:(?:,| to|,? and| or) \\d+)*)");
    private static final Pattern IN_A_NAME = Pattern.compile("void row(\\d+(?:And\\d+)*)");

    @Test
    void everyRowThatIsOwedIsNamedByATest() throws IOException {
        Set<Integer> missing = named(OWED);
        for (Path folder : TESTS) {
            for (Path file : Sources.javaFiles(folder)) {
                if (!file.endsWith("RowsTest.java")) {
                    missing.removeAll(named(Files.readString(file)));
                }
            }
        }
        assertEquals(Set.of(), missing, "rows that no test names");
    }

    @Test
    void readsRowsInWordsAndInNames() {
        assertEquals(Set.of(4), named("/// Row 4: a batch"));
        assertEquals(Set.of(43, 44, 45, 53, 76, 90), named("/// (rows 43 to 45, 53,\n    /// 76 and 90; P4)"));
        assertEquals(Set.of(65, 66), named("    void row65And66OtherSpellings() {"));
        assertEquals(Set.of(105), named("    void row105TheIdentity() {"));
        assertEquals(Set.of(), named("a row of 7 tables, borrow 3, arrows 5"));
    }

    private static Set<Integer> named(String source) {
        Set<Integer> rows = new TreeSet<>();
        String text = source.replaceAll("\\s*\\n\\s*(///?)?\\s*", " ");
        Matcher words = IN_WORDS.matcher(text);
        while (words.find()) {
            boolean isWord = words.start() == 0 || !Character.isLetter(text.charAt(words.start() - 1));
            if (isWord) {
                addAll(rows, words.group(1));
            }
        }
        Matcher names = IN_A_NAME.matcher(text);
        while (names.find()) {
            addAll(rows, names.group(1).replace("And", ", "));
        }
        return rows;
    }

    private static void addAll(Set<Integer> rows, String list) {
        for (String part : list.split(",? and |, | or ", -1)) {
            String[] ends = part.split(" to ", -1);
            for (int row = Integer.parseInt(ends[0]); row <= Integer.parseInt(ends[ends.length - 1]); row++) {
                rows.add(row);
            }
        }
    }
}

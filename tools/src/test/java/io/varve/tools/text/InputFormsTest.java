package io.varve.tools.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines and CSV, whole and broken.
final class InputFormsTest {
    private static final int MAX = 200_000;

    @Test
    void splitsLinesOfAnyLength() throws IOException {
        String longest = "x".repeat(150_000);
        assertEquals(List.of("a", "", longest, "b\r"), lines("a\n\n" + longest + "\nb\r\n"));
        assertEquals(List.of(), lines(""));
        assertEquals(List.of("x".repeat(65_535), "y"), lines("x".repeat(65_535) + "\ny\n"), "as long as the buffer");
    }

    @Test
    void refusesALastLineThatMayBeCut() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> lines("a\nb"));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("may be cut"), said);
    }

    @Test
    void refusesALineAboveTheLimitAndTakesOneAtIt() throws IOException {
        assertEquals(1, lines("x".repeat(MAX) + "\n").size());
        assertThrows(IllegalArgumentException.class, () -> lines("x".repeat(MAX + 1) + "\n"));
    }

    @Test
    void readsCsvWithQuotesCommasAndNewlines() throws IOException {
        assertEquals(
                List.of(List.of("a", "b"), List.of("c,d", "e\"f\ng\r\nh"), List.of("", ""), List.of("x", "", "z")),
                csv("a,b\r\n\"c,d\",\"e\"\"f\ng\r\nh\"\n,\nx,,z\n"));
        assertEquals(List.of(), csv(""));
        assertEquals(List.of(List.of("")), csv("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "\"a", "\"a\"b,c\n", "a\"b,c\n", "a\rb,c\n", "\"a\""})
    void refusesCsvThatIsBrokenOrCut(String text) {
        assertThrows(IllegalArgumentException.class, () -> csv(text));
    }

    @Test
    void refusesACellAboveTheLimit() throws IOException {
        assertEquals(1, csv("x".repeat(MAX) + "\n").size());
        assertThrows(IllegalArgumentException.class, () -> csv("x".repeat(MAX + 1) + "\n"));
    }

    private static List<String> lines(String text) throws IOException {
        Lines lines = new Lines(stream(text), MAX);
        List<String> all = new ArrayList<>();
        while (lines.next()) {
            all.add(new String(lines.bytes(), 0, lines.length(), UTF_8));
            assertEquals(all.size(), lines.number());
        }
        return all;
    }

    private static List<List<String>> csv(String text) throws IOException {
        Csv csv = new Csv(stream(text), MAX);
        List<List<String>> all = new ArrayList<>();
        for (List<byte[]> record = csv.next(); record != null; record = csv.next()) {
            all.add(record.stream().map(cell -> new String(cell, UTF_8)).toList());
        }
        return all;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }
}

package io.varve.tools.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    /// A record as they are written.
    public record Pear(String name, List<Integer> sizes) {}

    @Test
    void writesValuesOfEveryKindOnOneLine() {
        Object value = Json.object(
                "text",
                "a\"b\\c\nd\u0001\u2028",
                "number",
                42L,
                "fraction",
                0.5,
                "none",
                null,
                "endless",
                Double.NaN,
                "truth",
                true,
                "list",
                Arrays.asList(1, null, "x"),
                "nothing",
                List.of(),
                "map",
                Map.of(),
                "pear",
                new Pear("conference", List.of(7)),
                "path",
                Path.of("/tmp"));

        assertEquals(
                "{\"text\":\"a\\\"b\\\\c\\nd\\u0001\\u2028\",\"number\":42,\"fraction\":0.5,\"none\":null,"
                        + "\"endless\":null,\"truth\":true,\"list\":[1,null,\"x\"],\"nothing\":[],\"map\":{},"
                        + "\"pear\":{\"name\":\"conference\",\"sizes\":[7]},\"path\":\"/tmp\"}",
                Json.write(value));
    }

    @Test
    void readsWhatItWrites() {
        for (int c = 0; c < 0x10000; c++) {
            String text = "a" + (char) c + "b";
            assertEquals(text, JsonReader.read(Json.write(text)), () -> "character " + (int) text.charAt(1));
        }
    }

    @Test
    void readsJsonOfOthers() {
        assertEquals(
                Map.of("a", List.of(new BigDecimal("-1.5e3"), true, false), "b", Map.of("c", "A/\uD83C\uDF4F\b\f")),
                JsonReader.read(
                        " {\"a\" : [ -1.5e3 ,true,false ] , \n\"b\":{\"c\":\"\\u0041\\/\\ud83c\\udf4f\\b\\f\"}} "));
        assertEquals(Arrays.asList((Object) null), JsonReader.read("[null]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":2}",
                "{a:1}",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "01",
                "1.",
                "+1",
                ".5",
                "1e9999999",
                "nul",
                "1 2",
                "[1]]"
            })
    void refusesWhatIsNoJsonAndSaysWhere(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> JsonReader.read(text));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.matches("no JSON: .* is expected at character \\d+"), said);
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        assertThrows(IllegalArgumentException.class, () -> JsonReader.read("[".repeat(100_000)));
    }
}

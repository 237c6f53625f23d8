package io.varve.tools.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.RandomizedTest;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NotationTest {
    @ParameterizedTest
    @EnumSource
    void givesBackEveryByteAndEveryPairOfBytes(Notation notation) {
        for (int first = 0; first < 256; first++) {
            assertComesBack(notation, new byte[] {(byte) first});
            for (int second = 0; second < 256; second++) {
                assertComesBack(notation, new byte[] {(byte) first, (byte) second});
            }
        }
        assertComesBack(notation, new byte[0]);
    }

    @RandomizedTest
    void givesBackAnyBytesAndAnyText(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(10); j > 0; j--) {
                int codePoint = random.nextInt(Character.MAX_CODE_POINT + 1);
                text.appendCodePoint(Character.getType(codePoint) == Character.SURROGATE ? 'x' : codePoint);
            }
            for (Notation notation : Notation.values()) {
                assertComesBack(notation, bytes);
                assertComesBack(notation, text.toString().getBytes(UTF_8));
            }
        }
    }

    @Test
    void showsTextAsItIsAndEscapesWhatATerminalActsUpon() {
        assertEquals("grün 日本 🍏 a b", Notation.TEXT.show("grün 日本 🍏 a b".getBytes(UTF_8)));
        assertEquals("\\t\\n\\r\\0\\\\", Notation.TEXT.show("\t\n\r\0\\".getBytes(UTF_8)));
        assertEquals("\\x1b[31m", Notation.TEXT.show("\u001b[31m".getBytes(UTF_8)));
        assertEquals("\\xe2\\x80\\xae", Notation.TEXT.show("\u202e".getBytes(UTF_8)), "turns the direction of text");
        assertEquals("\\xc2\\x85", Notation.TEXT.show("\u0085".getBytes(UTF_8)), "a control of the upper half");
        assertEquals("\\xff\\xc0\\x80a", Notation.TEXT.show(new byte[] {-1, (byte) 0xC0, (byte) 0x80, 'a'}));
        assertEquals("\\xed\\xa0\\x80", Notation.TEXT.show(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\", "\\q", "\\x", "\\x1", "\\xg0", "\\x-1"})
    void refusesABackslashThatIsNoEscape(String text) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Notation.TEXT.parse(text));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains("is no escape: a backslash is written \\\\"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0g", "0x00", "00 11", "\u001b["})
    void refusesWhatIsNoHexadecimal(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Notation.HEX.parse(text));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.endsWith("is not pairs of hexadecimal digits"), said);
        assertTrue(said.chars().allMatch(c -> c >= ' '), said);
    }

    @ParameterizedTest
    @CsvSource({"4096,4096", "64k,65536", "64 KiB,65536", "2g,2147483648", "1T,1099511627776", "7b,7", "3MB,3145728"})
    void knowsSizes(String text, long bytes) {
        assertEquals(bytes, Sizes.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1.5m", "1x", "9999999999999999999"})
    void refusesWhatIsNoSize(String text) {
        assertThrows(IllegalArgumentException.class, () -> Sizes.parse(text));
    }

    @Test
    void saysSizesShortly() {
        assertEquals("0 B", Sizes.bytes(0));
        assertEquals("999 B", Sizes.bytes(999));
        assertEquals("1.0 KiB", Sizes.bytes(1000));
        assertEquals("1.0 MiB", Sizes.bytes(1 << 20));
        assertEquals("8.0 EiB", Sizes.bytes(Long.MAX_VALUE));
        assertEquals("1 table", Sizes.count(1, "table"));
        assertEquals("1,234 entries", Sizes.count(1234, "entry", "entries"));
    }

    private static void assertComesBack(Notation notation, byte[] bytes) {
        String shown = notation.show(bytes);

        assertArrayEquals(bytes, notation.parse(shown), shown);
        assertTrue(shown.chars().noneMatch(c -> c < ' ' || c == 0x7F), shown);
    }
}

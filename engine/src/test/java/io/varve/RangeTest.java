package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.TooLargeException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RangeTest {
    private static final byte[] EMPTY = {};
    private static final byte[] A = {'a'};
    private static final byte[] AA = {'a', 'a'};
    private static final byte[] A0 = {'a', 0};
    private static final byte[] B = {'b'};
    private static final byte[] HIGHEST = {(byte) 0xFF, (byte) 0xFF};
    private static final List<byte[]> KEYS = List.of(EMPTY, new byte[1], A, A0, AA, B, HIGHEST);

    @Test
    void wordsSayWhetherTheKeyItselfIsIn() {
        assertEquals("a a0 aa b ff", of(Range.all().from(A)));
        assertEquals("a0 aa b ff", of(Range.all().fromAfter(A)));
        assertEquals("- 0 a", of(Range.all().to(A)));
        assertEquals("- 0", of(Range.all().toBefore(A)));
        assertEquals("a a0 aa", of(Range.all().prefix(A)));
        assertEquals("- 0 a a0 aa b ff", of(Range.all().prefix(EMPTY)));
        assertEquals("ff", of(Range.all().prefix(new byte[] {(byte) 0xFF})));
        assertEquals("0 a a0 aa b ff", of(Range.all().fromAfter(EMPTY)));
        assertEquals("", of(Range.all().toBefore(EMPTY)));
        assertEquals("-", of(Range.all().to(EMPTY)));
        assertEquals("a0 aa", of(Range.all().prefix(A).prefix(A).fromAfter(A)));
    }

    @Test
    void everyWordNarrows() {
        assertEquals(Range.all().from(AA), Range.all().from(A).from(AA).from(EMPTY));
        assertEquals(Range.all().toBefore(A), Range.all().to(B).toBefore(A).prefix(EMPTY));
        assertTrue(Range.all().from(B).toBefore(A).isEmpty());
        assertTrue(Range.all().from(A).toBefore(A).isEmpty());
        assertTrue(Range.all().prefix(A).prefix(B).isEmpty());
        assertFalse(Range.all().from(A).to(A).isEmpty());
        assertFalse(Range.all().isEmpty());
    }

    @Test
    void isAValueOfItsOwn() {
        byte[] mine = {'a'};
        Range range = Range.all().from(mine).to(mine);
        mine[0] = 'z';
        assertTrue(range.contains(A));
        assertEquals(Range.all().to(A).from(A), range);
        assertEquals(Range.all().to(A).from(A).hashCode(), range.hashCode());
        assertEquals(range, range.reversed().reversed());
        assertNotEquals(range, range.reversed());
        assertNotEquals(range, range.keysOnly());
        assertEquals(
                "[61, 6100) reversed keys only", range.reversed().keysOnly().toString());
        assertEquals("[, )", Range.all().toString());
    }

    @Test
    void refusesWhatIsNoKey() {
        byte[] tooLong = new byte[65_536];
        byte[] longest = Arrays.copyOf(tooLong, 65_535);
        assertThrows(TooLargeException.class, () -> Range.all().from(tooLong));
        assertThrows(TooLargeException.class, () -> Range.all().toBefore(tooLong));
        assertThrows(TooLargeException.class, () -> Range.all().prefix(tooLong));
        assertThrows(TooLargeException.class, () -> Range.all().contains(tooLong));
        assertThrows(IllegalArgumentException.class, () -> Range.all().to(absent()));
        assertThrows(IllegalArgumentException.class, () -> Range.all().fromAfter(absent()));
        assertTrue(Range.all().from(longest).to(longest).contains(longest));
        assertFalse(Range.all().fromAfter(longest).contains(longest));
    }

    @SuppressWarnings("NullAway")
    private static byte[] absent() {
        return null;
    }

    /// Those of [#KEYS] that are in.
    private static String of(Range range) {
        List<String> names = List.of("-", "0", "a", "a0", "aa", "b", "ff");
        List<String> in = KEYS.stream()
                .filter(range::contains)
                .map(key -> names.get(KEYS.indexOf(key)))
                .toList();
        return String.join(" ", in);
    }
}

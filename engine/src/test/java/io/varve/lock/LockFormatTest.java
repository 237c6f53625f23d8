package io.varve.lock;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LockFormatTest {
    private static final Holder HOLDER =
            new Holder(4711, "db1", Instant.parse("2026-11-20T10:24:00.5Z").toEpochMilli());

    @Test
    void isTheDocumentedText() {
        String text = new String(LockFormat.encode(HOLDER), US_ASCII);

        assertEquals("varve lock 1\npid 4711\nhost db1\nstarted 2026-11-20T10:24:00.500Z\n", text.replace("\0", ""));
        assertEquals(512, text.length());
        assertEquals('\n', text.charAt(text.indexOf('\0') - 1), "zeros come last");
    }

    @Test
    void readsBackWhatItWrote() {
        assertEquals(HOLDER, LockFormat.decode(LockFormat.encode(HOLDER)));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, 0, Long.MAX_VALUE})
    void holdsTheLongestValues(long startMillis) {
        Holder longest = new Holder(999_999_999_999_999_999L, "h".repeat(255), startMillis);

        assertEquals(longest, LockFormat.decode(LockFormat.encode(longest)));
    }

    @Test
    void writesOnlyVisibleAsciiOfAHostAndCutsIt() {
        Holder odd = new Holder(1, "ü\n" + "h".repeat(300), 0);

        Holder read = LockFormat.decode(LockFormat.encode(odd));

        assertNotNull(read);
        assertEquals("??" + "h".repeat(253), read.host());
    }

    @Test
    void writesSomethingForAHostWithoutAName() {
        Holder read = LockFormat.decode(LockFormat.encode(new Holder(1, "", 0)));

        assertNotNull(read);
        assertEquals("?", read.host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0\0\0\0",
                "varve lock 1\npid 1\n",
                "varve lock 2\npid 1\nhost h\nstarted 2026-11-20T10:24:00Z\n",
                "varve lock 1\npid -1\nhost h\nstarted 2026-11-20T10:24:00Z\n",
                "varve lock 1\npid 99999999999999999999\nhost h\nstarted 2026-11-20T10:24:00Z\n",
                "varve lock 1\npid 1\nhost two words\nstarted 2026-11-20T10:24:00Z\n",
                "varve lock 1\npid 1\nhost h\nstarted yesterday\n",
                "varve lock 1\npid 1\nhost h\nstarted +1000000000-12-31T23:59:59Z\n",
                "varve lock 1\npid 1\nhost h\nstarted 2026-11-20T10:24:00Z\n\0more"
            })
    void namesNobodyWhenTheTextIsNotAsDocumented(String text) {
        assertNull(LockFormat.decode(text.getBytes(US_ASCII)));
    }
}

package io.varve.tools.text;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes, counts and times, for people.
public final class Sizes {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})\\s*([kmgt]?)(i?b)?", Pattern.CASE_INSENSITIVE);

    private Sizes() {}

    /// Bytes in the unit in which they are short: `512 B`, `1.5 KiB`.
    public static String bytes(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /// A count with a comma after every three digits, and what it counts: `1 table`, `1,234 tables`.
    public static String count(long count, String one) {
        return count(count, one, one + "s");
    }

    /// Likewise, of something that is not made many by an s.
    public static String count(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }

    /// A time: `350 ms`, `12.3 s`, `5 min 10 s`.
    public static String time(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + " ms";
        }
        if (time.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
        return time.toMinutes() + " min " + time.toSecondsPart() + " s";
    }

    /// The bytes that a size such as `64m`, `64MiB` or `4096` is. Units are powers of 1024.
    ///
    /// @throws IllegalArgumentException when it is no size; the message says what one is
    public static long parse(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size, such as 4096, 64KiB or 2g");
        }
        int unit = "kmgt".indexOf(size.group(2).toLowerCase(Locale.ROOT)) + 1;
        return Math.multiplyExact(Long.parseLong(size.group(1)), size.group(2).isEmpty() ? 1 : 1L << (10 * unit));
    }
}

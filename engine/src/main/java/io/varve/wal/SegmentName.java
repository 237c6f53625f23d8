package io.varve.wal;

import java.util.regex.Pattern;

/// How segments are called in their directory: `00000000000000000042.log`; and while they are being
/// made: `00000000000000000042.new`, which nobody reads and whoever opens the log may remove.
final class SegmentName {
    private static final Pattern LOG = Pattern.compile("[0-9]{20}\\.log");
    private static final Pattern NEW = Pattern.compile("[0-9]{20}\\.new");

    private SegmentName() {}

    /// The name of a segment.
    static String of(long number) {
        return digits(number) + ".log";
    }

    /// The name of a segment that is being made.
    static String ofNew(long number) {
        return digits(number) + ".new";
    }

    /// The number of the segment of that name; 0 when it is no name of a segment.
    static long number(String name) {
        return LOG.matcher(name).matches() ? parse(name) : 0;
    }

    /// The number that a segment that was being made was to have; 0 when it is no such name.
    static long numberOfNew(String name) {
        return NEW.matcher(name).matches() ? parse(name) : 0;
    }

    private static String digits(long number) {
        assert number > 0 : "segment number " + number;
        String digits = Long.toString(number);
        return "0".repeat(20 - digits.length()) + digits;
    }

    /// 20 digits hold more than a positive long; such a name is none of ours.
    private static long parse(String name) {
        try {
            return Long.parseLong(name.substring(0, 20));
        } catch (NumberFormatException tooLarge) {
            return 0;
        }
    }
}

package io.varve.version;

import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import java.nio.charset.StandardCharsets;

/// Descriptions of tables that there are no files of.
public final class Tables {
    private Tables() {}

    /// A table with these keys, and sequence numbers up to one.
    public static TableSummary table(long number, String smallest, String largest, long lastSequence) {
        return new TableSummary(
                number,
                4096 * number,
                (int) (number * 0x9e3779b9L),
                10 + number,
                number % 3,
                100 * number,
                key(smallest),
                key(largest),
                Math.max(1, lastSequence - 100),
                lastSequence,
                1_700_000_000_000L + number,
                1_700_000_001_000L + number,
                Long.MAX_VALUE,
                1_700_000_000_100L + number);
    }

    static LiveTable flushed(long number, String smallest, String largest, long rotation) {
        return LiveTable.flushed(table(number, smallest, largest, 100 * rotation), rotation);
    }

    static LiveTable ofRun(int level, long number, String smallest, String largest) {
        return LiveTable.ofRun(table(number, smallest, largest, 10), level, 0);
    }

    private static KeyBytes key(String text) {
        return KeyBytes.of(text.getBytes(StandardCharsets.UTF_8));
    }
}

package io.varve.sstable;

/// How tables are called in their directory: `00000000000000000042.sst`.
final class TableName {
    static final String SUFFIX = ".sst";

    private static final int DIGITS = 20;

    private TableName() {}

    /// The name of a table.
    static String of(long number) {
        if (number <= 0) {
            throw new IllegalArgumentException("table number " + number);
        }
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits + SUFFIX;
    }

    /// The number of the table of that name; 0 when it is no name of a table.
    static long number(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}

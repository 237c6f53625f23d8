package io.varve.version;

/// Numbers in file names: 16 decimal digits, so that names sort as numbers do.
final class FileNumber {
    static final int DIGITS = 16;

    /// The largest; ten million a second would last 30 years.
    static final long MAX = 9_999_999_999_999_999L;

    private FileNumber() {}

    static String format(long number) {
        if (number < 1 || number > MAX) {
            throw new IllegalArgumentException("file number " + number);
        }
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /// The number that `name` has from `start` on; 0 when it is none.
    static long parse(String name, int start) {
        if (name.length() < start + DIGITS) {
            return 0;
        }
        long number = 0;
        for (int i = start; i < start + DIGITS; i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }
}

package io.varve.bench.report;

import java.util.Locale;

/// Figures as people read them, and as they are.
final class Numbers {
    private static final String[] SUFFIXES = {"", " k", " M", " G", " T"};

    private Numbers() {}

    /// As they were kept: no digit is lost.
    static String exact(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    /// Three digits that count, and a letter for the rest.
    static String brief(double value) {
        double rest = value;
        int thousands = 0;
        while (Math.abs(rest) >= 999.5 && thousands < SUFFIXES.length - 1) {
            rest /= 1000;
            thousands++;
        }
        return digits(rest) + SUFFIXES[thousands];
    }

    /// Of nanoseconds.
    static String time(double nanos) {
        return nanos < 999.5
                ? digits(nanos) + " ns"
                : nanos < 999_500
                        ? digits(nanos / 1e3) + " µs"
                        : nanos < 999_500_000 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}

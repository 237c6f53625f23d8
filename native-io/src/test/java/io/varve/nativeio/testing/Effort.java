package io.varve.nativeio.testing;

/// How much work randomised tests do: `-Deffort=` times a commit's share.
public final class Effort {
    private static final double FACTOR = factor(System.getProperty("effort", ""));

    private Effort() {}

    /// `count` for a commit, more (or less, but at least 1) for other efforts.
    public static int times(int count) {
        return (int) Math.clamp(Math.round(count * FACTOR), 1L, Integer.MAX_VALUE);
    }

    private static double factor(String property) {
        return property.isBlank() ? 1 : Double.parseDouble(property);
    }
}

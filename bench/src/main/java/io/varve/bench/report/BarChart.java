package io.varve.bench.report;

import java.util.List;
import java.util.Locale;

/// Bars from 0 on, one below the other, each with its figure and, where there were several rounds, with
/// the worst and the best of them as a line.
final class BarChart {
    private static final int WIDTH = 360;
    private static final int LABEL = 104;
    private static final int VALUE = 62;
    private static final int STEP = 24;
    private static final int THICKNESS = 14;
    private static final int TOP = 4;

    private BarChart() {}

    /// One bar.
    ///
    /// @param kind its class for style
    record Bar(String label, String kind, double value, double low, double high) {}

    static String draw(String id, String title, String unit, List<Bar> bars) {
        double most = bars.stream()
                .mapToDouble(bar -> Math.max(bar.value, bar.high))
                .max()
                .orElse(1);
        double scale = (WIDTH - LABEL - VALUE) / (most > 0 ? most : 1);
        StringBuilder description = new StringBuilder(unit).append(": ");
        bars.forEach(bar -> description
                .append(bar.label)
                .append(' ')
                .append(Numbers.brief(bar.value))
                .append("; "));
        Svg svg = new Svg(id, WIDTH, TOP + STEP * bars.size(), title, description.toString());
        svg.line(LABEL, TOP, LABEL, TOP + STEP * bars.size(), "axis");
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = TOP + STEP * i + (STEP - THICKNESS) / 2.0;
            double middle = y + THICKNESS / 2.0;
            svg.text(LABEL - 7, middle + 4, "name end", bar.label);
            String words = bar.label + ": " + String.format(Locale.ROOT, "%,.1f", bar.value) + " " + unit;
            svg.bar(LABEL, y, Math.max(0.5, bar.value * scale), THICKNESS, "fill " + bar.kind, bar.value, words);
            double end = LABEL + bar.value * scale;
            if (bar.high > bar.low) {
                double low = LABEL + bar.low * scale;
                double high = LABEL + bar.high * scale;
                svg.line(low, middle, high, middle, "error")
                        .line(low, middle - 3, low, middle + 3, "error")
                        .line(high, middle - 3, high, middle + 3, "error");
                end = Math.max(end, high);
            }
            svg.text(end + 5, middle + 4, "value", Numbers.brief(bar.value));
        }
        return svg.toString();
    }
}

package io.varve.bench.report;

import java.util.List;
import java.util.Locale;

/// Lines, one per store.
final class LineChart {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 210;
    private static final int LEFT = 52;
    private static final int RIGHT = 20;
    private static final int TOP = 10;
    private static final int BOTTOM = 34;

    private LineChart() {}

    /// One line.
    ///
    /// @param kind its class for style
    record Line(String label, String kind, List<Dot> dots) {}

    /// One figure.
    ///
    /// @param words shown when it is pointed at
    record Dot(double x, double y, String words) {}

    /// @param isDotted whether every figure is marked
    static String draw(
            String id,
            String title,
            String description,
            Axis across,
            String acrossTitle,
            Axis up,
            List<Line> lines,
            boolean isDotted) {
        Svg svg = new Svg(id, WIDTH, HEIGHT, title, description);
        grid(svg, across, acrossTitle, up);
        for (Line line : lines) {
            StringBuilder path = new StringBuilder();
            for (Dot dot : line.dots) {
                path.append(path.isEmpty() ? "M" : " L")
                        .append(String.format(Locale.ROOT, "%.1f %.1f", x(across, dot.x), y(up, dot.y)));
            }
            if (line.dots.size() > 1) {
                svg.path(path.toString(), "line " + line.kind);
            }
            if (isDotted) {
                line.dots.forEach(dot -> svg.dot(x(across, dot.x), y(up, dot.y), "fill " + line.kind, dot.words));
            }
        }
        return svg.toString();
    }

    private static void grid(Svg svg, Axis across, String acrossTitle, Axis up) {
        for (double tick : up.ticks()) {
            svg.line(LEFT, y(up, tick), WIDTH - RIGHT, y(up, tick), "grid")
                    .text(LEFT - 6, y(up, tick) + 3.5, "tick end", up.words().apply(tick));
        }
        for (double tick : across.ticks()) {
            svg.line(x(across, tick), TOP, x(across, tick), HEIGHT - BOTTOM, "grid")
                    .text(
                            x(across, tick),
                            HEIGHT - BOTTOM + 13,
                            "tick middle",
                            across.words().apply(tick));
        }
        svg.line(LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM, "axis")
                .text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 5, "tick middle", acrossTitle);
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.place(value) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(Axis axis, double value) {
        return HEIGHT - BOTTOM - axis.place(value) * (HEIGHT - TOP - BOTTOM);
    }
}

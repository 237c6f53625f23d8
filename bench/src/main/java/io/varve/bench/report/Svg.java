package io.varve.bench.report;

import java.util.Locale;

/// A drawing as text. Sizes are in units of its own, of which it is so many wide and high; it is as wide as its place.
final class Svg {
    private final StringBuilder text = new StringBuilder();

    /// @param id unique on the page
    /// @param title what it shows
    /// @param description the same in a sentence or two, for who does not see it
    Svg(String id, int width, int height, String title, String description) {
        text.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">%s</title>"
                        + "<desc id=\"%s-d\">%s</desc>%n",
                width,
                height,
                id,
                id,
                id,
                escape(title),
                id,
                escape(description)));
    }

    /// Text for HTML.
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    Svg text(double x, double y, String kind, String words) {
        text.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\">%s</text>%n", x, y, kind, escape(words)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String kind) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                kind));
        return this;
    }

    /// A bar that stands for a figure, and says so when it is pointed at.
    Svg bar(double x, double y, double width, double height, String kind, double value, String words) {
        text.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" rx=\"2\" class=\"%s\" data-value=\"%s\"><title>%s</title>"
                        + "</rect>%n",
                x,
                y,
                width,
                height,
                kind,
                Numbers.exact(value),
                escape(words)));
        return this;
    }

    Svg path(String points, String kind) {
        text.append("<path d=\"")
                .append(points)
                .append("\" class=\"")
                .append(kind)
                .append("\"/>\n");
        return this;
    }

    Svg dot(double x, double y, String kind, String words) {
        text.append(String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.6\" class=\"%s\"><title>%s</title></circle>%n",
                x,
                y,
                kind,
                escape(words)));
        return this;
    }

    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}

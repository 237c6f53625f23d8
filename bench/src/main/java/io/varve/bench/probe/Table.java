package io.varve.bench.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Figures in rows and columns. A cell is a text, or a number, which is printed with three digits that
/// matter; an absent figure is an empty text, never an invented one.
public final class Table {
    private final String title;
    private final boolean isSummary;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();

    private Table(String title, boolean isSummary, List<String> columns) {
        this.title = title;
        this.isSummary = isSummary;
        this.columns = columns;
    }

    /// A table that the notes show.
    public static Table summary(String title, List<String> columns) {
        return new Table(title, true, List.copyOf(columns));
    }

    /// A table for the machine-readable result only.
    public static Table raw(String title, List<String> columns) {
        return new Table(title, false, List.copyOf(columns));
    }

    /// Adds a row of texts and numbers.
    public void add(List<?> row) {
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(title + ": " + row.size() + " cells for " + columns.size() + " columns");
        }
        rows.add(List.copyOf(row));
    }

    /// True when the notes show it.
    public boolean isSummary() {
        return isSummary;
    }

    /// What it shows.
    public String title() {
        return title;
    }

    /// The names of its columns.
    public List<String> columns() {
        return columns;
    }

    /// Its cells.
    public List<List<Object>> rows() {
        return List.copyOf(rows);
    }

    /// As Markdown, with numbers to the right.
    public String markdown() {
        StringBuilder text = new StringBuilder("\n**" + title + "**\n\n");
        appendRow(text, columns);
        List<String> rule = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            rule.add(isNumeric(column) ? "---:" : "---");
        }
        appendRow(text, rule);
        for (List<Object> row : rows) {
            appendRow(text, row.stream().map(Table::shown).toList());
        }
        return text.toString();
    }

    /// A number with three digits that matter, and thousands apart; nothing for what is not a number.
    public static String shown(Object cell) {
        if (!(cell instanceof Number number)) {
            return cell.toString();
        }
        double value = number.doubleValue();
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        if (number instanceof Long || number instanceof Integer || size >= 100) {
            return String.format(Locale.ROOT, "%,.0f", value).replace(',', ' ');
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.4f", value);
    }

    private boolean isNumeric(int column) {
        return !rows.isEmpty()
                && rows.stream().allMatch(row -> row.get(column) instanceof Number || "".equals(row.get(column)));
    }

    private static void appendRow(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}

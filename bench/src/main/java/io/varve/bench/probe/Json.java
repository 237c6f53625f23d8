package io.varve.bench.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Tables as JSON: each an object of its title and its rows, each row an object by column.
final class Json {
    private Json() {}

    static String write(List<Table> tables) {
        return "[\n" + tables.stream().map(Json::table).collect(Collectors.joining(",\n")) + "\n]\n";
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    private static String table(Table table) {
        List<String> rows = new ArrayList<>();
        for (List<Object> row : table.rows()) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                fields.add(quoted(table.columns().get(i)) + ": " + value(row.get(i)));
            }
            rows.add("    {" + String.join(", ", fields) + "}");
        }
        return "  {\"table\": " + quoted(table.title()) + ", \"rows\": [\n" + String.join(",\n", rows) + "\n  ]}";
    }

    private static String value(Object cell) {
        boolean isNumber = cell instanceof Number number && Double.isFinite(number.doubleValue());
        return isNumber ? cell.toString() : quoted(cell.toString());
    }
}

package io.varve.bench.results;

import java.util.List;
import java.util.Map;

/// What one folder of `jmh-results` has.
///
/// @param folder its name: date, commit and subject
/// @param date as the name begins
/// @param commit empty where the name has none
/// @param command how it was measured
/// @param machine lines of the machine sheet, by name
/// @param notes question, answer and caveats, in Markdown
/// @param rows figures of workloads
/// @param sheets figures of another kind
public record Result(
        String folder,
        String date,
        String commit,
        String subject,
        String command,
        Map<String, String> machine,
        String notes,
        List<Row> rows,
        List<Sheet> sheets) {
    /// A table with one figure, or several, per row: of probes, and of JMH.
    ///
    /// @param columns the first says what the row is about
    /// @param rows a cell per column
    public record Sheet(String title, List<String> columns, List<List<String>> rows) {}

    /// Sorts results by when they were measured.
    String order() {
        String time = machine.get("time");
        return date + " " + (time == null ? OldNames.timeOf(commit) : time) + " " + folder;
    }

    /// Processor, disk and Java in a sentence.
    public String machineLine() {
        StringBuilder line = new StringBuilder();
        for (String name :
                List.of("processor", "processors available", "file system", "kernel", "java", "fdatasync p50")) {
            String value = machine.get(name);
            if (value != null && !value.equals("unknown")) {
                line.append(line.isEmpty() ? "" : " · ")
                        .append(
                                switch (name) {
                                    case "processors available" -> value + " processors";
                                    case "kernel" -> "Linux " + value;
                                    case "fdatasync p50" -> "raw sync p50 " + value;
                                    default -> value;
                                });
            }
        }
        return line.toString();
    }
}

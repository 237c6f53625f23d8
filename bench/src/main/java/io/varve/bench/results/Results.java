package io.varve.bench.results;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads folders of `jmh-results`, whatever their figures look like: one object per line, JMH's list, the tables of
/// probes, or nothing but notes.
public final class Results {
    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})-(?:([0-9a-f]{7}(?:-dirty)?)-)?(.+)");
    private static final Pattern JSON = Pattern.compile("result.*\\.json");

    private Results() {}

    /// All folders, the oldest first.
    ///
    /// @throws IllegalArgumentException when one has a file that cannot be understood, for people
    public static List<Result> in(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(Files::isDirectory)
                    .filter(each ->
                            NAME.matcher(String.valueOf(each.getFileName())).matches())
                    .map(Results::readUnchecked)
                    .sorted(Comparator.comparing(Result::order))
                    .toList();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static Result readUnchecked(Path folder) {
        try {
            return of(folder);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// One folder.
    ///
    /// @throws IllegalArgumentException when it has a file that cannot be understood, for people
    public static Result of(Path folder) throws IOException {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
        Matcher parts = NAME.matcher(name);
        boolean isNamed = parts.matches();
        List<Row> rows = new ArrayList<>();
        List<Result.Sheet> sheets = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                if (JSON.matcher(String.valueOf(file.getFileName())).matches()) {
                    read(file, rows, sheets);
                }
            }
        }
        return new Result(
                name,
                isNamed ? parts.group(1) : "",
                isNamed && parts.group(2) != null ? parts.group(2) : "",
                isNamed ? parts.group(3) : name,
                text(folder.resolve("command.txt")),
                machine(text(folder.resolve("machine.txt"))),
                text(
                        Files.exists(folder.resolve("notes.md"))
                                ? folder.resolve("notes.md")
                                : folder.resolve("README.md")),
                List.copyOf(rows),
                List.copyOf(sheets));
    }

    private static void read(Path file, List<Row> rows, List<Result.Sheet> sheets) throws IOException {
        List<Map<?, ?>> benchmarks = new ArrayList<>();
        try {
            for (Object value : JsonText.values(Files.readString(file))) {
                List<?> objects = value instanceof List<?> list ? list : List.of(value);
                for (Object each : objects) {
                    if (!(each instanceof Map<?, ?> object)) {
                        throw new IllegalArgumentException("neither objects nor lists of them");
                    }
                    if (object.containsKey("workload")) {
                        rows.add(OldNames.today(RowReader.row(object)));
                    } else if (object.containsKey("benchmark")) {
                        benchmarks.add(object);
                    } else if (object.containsKey("table")) {
                        sheets.add(SheetReader.table(object));
                    }
                }
            }
        } catch (IllegalArgumentException | ClassCastException | NullPointerException wrong) {
            throw new IllegalArgumentException(file + " cannot be understood: " + wrong.getMessage(), wrong);
        }
        sheets.addAll(SheetReader.benchmarks(benchmarks));
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static Map<String, String> machine(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        });
        return lines;
    }

    static String string(Map<?, ?> object, String name) {
        return String.valueOf(Objects.requireNonNull(object.get(name), name));
    }
}

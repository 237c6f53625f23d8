package io.varve.bench.results;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The word `compare`: two folders of results, row by row.
///
/// What got slower is said when the ratio is beyond what the rounds of either run differed by, and by more than a
/// twentieth in any case: less is what a machine does from day to day.
public final class CompareCommand {
    private static final double LEAST_CHANGE = 0.05;

    /// A row of both.
    ///
    /// @param ratio operations per second of the second run over the first
    /// @param spread what the rounds of both differed by, as a part
    record Pair(Row first, Row second, double ratio, double spread) {
        static Pair of(Row first, Row second) {
            return new Pair(
                    first, second, second.opsPerSecond() / first.opsPerSecond(), spread(first) + spread(second));
        }

        /// Half of what the rounds differed by.
        private static double spread(Row row) {
            return row.opsPerSecond() == 0 ? 0 : (row.high() - row.low()) / 2 / row.opsPerSecond();
        }

        String verdict() {
            double least = Math.max(LEAST_CHANGE, spread);
            return ratio < 1 - least ? "SLOWER" : ratio > 1 + least ? "faster" : "same";
        }
    }

    private CompareCommand() {}

    /// Runs it.
    ///
    /// @return the exit code: 0 compared, 1 a folder cannot be read or nothing can be compared, 2 not understood
    public static int run(List<String> arguments, Path home, PrintStream out, PrintStream err) {
        if (arguments.size() != 2 || arguments.getFirst().startsWith("--")) {
            err.println("varve bench compare wants two folders of results, the older one first.");
            return 2;
        }
        try {
            Result first = Results.of(folder(arguments.get(0), home));
            Result second = Results.of(folder(arguments.get(1), home));
            List<Pair> pairs = pairs(first.rows(), second.rows());
            if (pairs.isEmpty()) {
                err.println("varve bench compare: the two have no workload, store and durability in common.");
                return 1;
            }
            show(first, second, pairs, out);
            return 0;
        } catch (IOException | IllegalArgumentException unreadable) {
            err.println("varve bench compare: " + unreadable.getMessage());
            return 1;
        }
    }

    /// As it is named, or below the results of the repository.
    private static Path folder(String name, Path home) throws IOException {
        for (Path each : List.of(Path.of(name), home.resolve(name))) {
            if (Files.isDirectory(each)) {
                return each;
            }
        }
        throw new IOException("There is no folder " + name + ".");
    }

    static List<Pair> pairs(List<Row> first, List<Row> second) {
        Map<String, Row> before = new LinkedHashMap<>();
        first.forEach(row -> before.put(row.key(), row));
        List<Pair> pairs = new ArrayList<>();
        for (Row row : second) {
            Row other = before.get(row.key());
            if (other != null && other.opsPerSecond() > 0) {
                pairs.add(Pair.of(other, row));
            }
        }
        return pairs;
    }

    private static void show(Result first, Result second, List<Pair> pairs, PrintStream out) {
        out.println("A " + first.folder() + "\nB " + second.folder());
        if (!first.machineLine().equals(second.machineLine())) {
            out.println("the machine sheets differ: " + first.machineLine() + " | " + second.machineLine());
        }
        out.println(String.format(
                Locale.ROOT,
                "%-20s %-14s %-8s %14s %14s %7s %8s %9s",
                "workload",
                "store",
                "level",
                "A ops/s",
                "B ops/s",
                "B/A",
                "spread",
                "p99 B/A"));
        for (Pair pair : pairs) {
            out.println(line(pair));
        }
        List<String> slower = pairs.stream()
                .filter(pair -> pair.verdict().equals("SLOWER"))
                .map(pair -> String.format(
                        Locale.ROOT,
                        "  %s, %s, %s: %.2f of what it was",
                        pair.second.title(),
                        pair.second.store(),
                        pair.second.durability(),
                        pair.ratio))
                .toList();
        out.println(
                slower.isEmpty()
                        ? "Nothing got slower by more than the rounds differ."
                        : "Slower by more than the rounds differ:");
        slower.forEach(out::println);
    }

    private static String line(Pair pair) {
        return String.format(
                Locale.ROOT,
                "%-20s %-14s %-8s %,14.0f %,14.0f %6.2fx %7.0f%% %8s  %s",
                pair.second.title(),
                pair.second.store(),
                pair.second.durability(),
                pair.first.opsPerSecond(),
                pair.second.opsPerSecond(),
                pair.ratio,
                100 * pair.spread,
                pair.first.p99Nanos() == 0
                        ? ""
                        : String.format(Locale.ROOT, "%.2fx", (double) pair.second.p99Nanos() / pair.first.p99Nanos()),
                pair.verdict());
    }
}

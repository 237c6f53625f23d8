package io.varve.nativeio.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What a lane has counted: printed in one line, and left below `target` for the page that is made of it.
///
/// **Owner:** the lane's thread; made and published once per run of the lane.
public final class LaneReport {
    /// Where reports lie, below a module.
    public static final Path FOLDER = Path.of("target", "reliability");

    private final Lane lane;
    private final Map<String, String> figures = new LinkedHashMap<>();

    private LaneReport(Lane lane) {
        this.lane = lane;
    }

    /// An empty report.
    public static LaneReport of(Lane lane) {
        return new LaneReport(lane);
    }

    /// So many of something.
    public LaneReport count(String what, long number) {
        figures.put(what, String.format(Locale.ROOT, "%,d", number));
        return this;
    }

    /// A figure in words of its own.
    public LaneReport figure(String what, String value) {
        figures.put(what, value);
        return this;
    }

    /// How long it took.
    public LaneReport nanos(long nanos) {
        figures.put("seconds", String.format(Locale.ROOT, "%.1f", nanos / 1e9));
        return this;
    }

    /// Prints it, and leaves it in `FOLDER`: `figure<TAB>value`, a line each.
    public void publish() {
        System.out.println(lane.title() + " lane: "
                + figures.entrySet().stream()
                        .map(figure -> figure.getValue() + " " + figure.getKey())
                        .collect(Collectors.joining(", ")));
        StringBuilder lines = new StringBuilder();
        figures.forEach(
                (what, value) -> lines.append(what).append('\t').append(value).append('\n'));
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(fileOf(FOLDER, lane), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of a lane's report in a folder.
    public static Path fileOf(Path folder, Lane lane) {
        return folder.resolve(lane.title().replace(' ', '-') + ".txt");
    }

    /// The figures of a report, in their order.
    public static Map<String, String> read(Path file) {
        try {
            Map<String, String> figures = new LinkedHashMap<>();
            for (String line : Files.readAllLines(file)) {
                int tab = line.indexOf('\t');
                figures.put(line.substring(0, tab), line.substring(tab + 1));
            }
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

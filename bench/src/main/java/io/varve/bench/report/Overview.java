package io.varve.bench.report;

import io.varve.bench.results.Result;
import io.varve.bench.results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What stands first: our store beside the others in the newest run that had them, and its history.
final class Overview {
    /// Workloads that the goals speak of, by title.
    private static final List<String> CHOSEN = List.of(
            "put-sync x1",
            "put-sync x4",
            "put-sync x16",
            "put-sync x64",
            "put-sync x64 virtual",
            "put-process x1",
            "put-process x4",
            "get-hit x1",
            "get-miss x1",
            "seek-10 x1",
            "scan-1000 x1",
            "mixed-50-50 x2");

    private static final String OURS = "varve";

    private final List<Result> results;
    private final StringBuilder html = new StringBuilder();

    private Overview(List<Result> results) {
        this.results = results;
    }

    /// One workload of one run.
    private record Place(Result result, List<Row> same) {
        Optional<Row> ours() {
            return of(OURS);
        }

        Optional<Row> of(String store) {
            return same.stream().filter(row -> row.store().equals(store)).findFirst();
        }

        /// The better one of a store as it is and tuned.
        Optional<Row> best(String base) {
            return same.stream()
                    .filter(row -> row.store().equals(base) || row.store().equals(base + "-tuned"))
                    .max((left, right) -> Double.compare(left.opsPerSecond(), right.opsPerSecond()));
        }
    }

    static String tiles(List<Result> results) {
        Overview overview = new Overview(results);
        for (String title : CHOSEN) {
            List<Place> places = overview.places(title);
            if (!places.isEmpty()) {
                overview.tile(title, shown(places));
            }
        }
        return overview.html.toString();
    }

    static String history(List<Result> results) {
        Overview overview = new Overview(results);
        for (String title : CHOSEN) {
            List<Place> places = overview.places(title);
            if (places.size() > 1) {
                overview.history(title, places);
            }
        }
        return overview.html.toString();
    }

    /// Every run in which our store did it beside another, the oldest first.
    private List<Place> places(String title) {
        List<Place> places = new ArrayList<>();
        for (Result result : results) {
            List<Row> same = result.rows().stream()
                    .filter(row -> row.title().equals(title) && row.opsPerSecond() > 0)
                    .toList();
            Place place = new Place(result, same);
            if (place.ours().isPresent()
                    && (place.best("rocksdb").isPresent() || place.best("lmdb").isPresent())) {
                places.add(place);
            }
        }
        return places;
    }

    /// The newest with both of the others, if there is one.
    private static Place shown(List<Place> places) {
        return places.reversed().stream()
                .filter(place ->
                        place.best("rocksdb").isPresent() && place.best("lmdb").isPresent())
                .findFirst()
                .orElse(places.getLast());
    }

    private void tile(String title, Place place) {
        Row ours = place.ours().orElseThrow();
        html.append("<a class=\"tile\" href=\"#")
                .append(Svg.escape(place.result.folder()))
                .append("\"><span class=\"what\">");
        html.append(Svg.escape(title.replace(" x", " × "))).append("</span><span class=\"ops\">");
        html.append(Numbers.brief(ours.opsPerSecond())).append("<small>/s</small></span>");
        ratio(ours, place.best("rocksdb"), "RocksDB");
        ratio(ours, place.best("lmdb"), "LMDB");
        html.append("<span class=\"when\">").append(Svg.escape(place.result.date()));
        html.append(ours.durability().equals("NONE") ? "" : " · " + ours.durability())
                .append("</span></a>\n");
    }

    private void ratio(Row ours, Optional<Row> other, String words) {
        other.ifPresent(row -> {
            double ratio = ours.opsPerSecond() / row.opsPerSecond();
            html.append("<span class=\"ratio ")
                    .append(ratio >= 1 ? "more" : "less")
                    .append("\"><b>");
            html.append(String.format(Locale.ROOT, ratio >= 10 ? "%.0f" : "%.2f", ratio))
                    .append("×</b> ");
            html.append(words)
                    .append(row.store().endsWith("-tuned") ? " tuned" : "")
                    .append("</span>");
        });
    }

    private void history(String title, List<Place> places) {
        String durability = places.getLast().ours().orElseThrow().durability();
        html.append("<article class=\"card\" data-words=\"history ")
                .append(Svg.escape(title))
                .append("\"><header><h4>")
                .append(Svg.escape(title.replace(" x", " × ")))
                .append("</h4><span class=\"row ")
                .append(durability.toLowerCase(Locale.ROOT))
                .append("\">")
                .append(durability.equals("NONE") ? "reads" : durability)
                .append("</span></header><p class=\"unit\">operations per second, by run</p>");
        List<LineChart.Line> lines = new ArrayList<>();
        StringBuilder legend = new StringBuilder("<p class=\"legend\">");
        StringBuilder table =
                new StringBuilder("<div class=\"scroll\"><table><tr><th>run</th><th>store</th><th>ops/s</th></tr>\n");
        double most = 0;
        for (String store : List.of(OURS, "rocksdb", "lmdb")) {
            List<LineChart.Dot> dots = new ArrayList<>();
            for (int i = 0; i < places.size(); i++) {
                Place place = places.get(i);
                Optional<Row> found = store.equals(OURS) ? place.ours() : place.best(store);
                if (found.isPresent()) {
                    double value = found.get().opsPerSecond();
                    most = Math.max(most, value);
                    dots.add(new LineChart.Dot(
                            i,
                            value,
                            place.result.folder() + ", " + found.get().store() + ": " + Numbers.brief(value) + "/s"));
                    table.append("<tr><td>")
                            .append(Svg.escape(place.result.folder()))
                            .append("</td><td>");
                    table.append(Svg.escape(found.get().store())).append("</td><td class=\"n\"><data value=\"");
                    table.append(Numbers.exact(value))
                            .append("\">")
                            .append(Numbers.brief(value))
                            .append("</data></td></tr>\n");
                }
            }
            if (!dots.isEmpty()) {
                lines.add(new LineChart.Line(store, Cards.kind(store), dots));
                legend.append("<span><i class=\"").append(Cards.kind(store)).append("\"></i>");
                legend.append(store.equals(OURS) ? store : "better of " + store).append("</span> ");
            }
        }
        html.append(legend).append("</p>");
        html.append(LineChart.draw(
                "h-" + title.replace(' ', '-'),
                "History of " + title,
                "Operations per second in " + places.size() + " runs, the oldest at the left.",
                Axis.marked(0, places.size() - 1, false, marks(places.size()), index -> mark(places, index)),
                "run",
                Axis.linear(most, Numbers::brief),
                lines,
                true));
        html.append("<details><summary>Figures</summary>").append(table).append("</table></div></details></article>\n");
    }

    private static List<Double> marks(int count) {
        int step = Math.max(1, (count + 3) / 4);
        List<Double> marks = new ArrayList<>();
        for (int i = 0; i < count; i += step) {
            marks.add((double) i);
        }
        return marks;
    }

    private static String mark(List<Place> places, double index) {
        Result result = places.get((int) index).result;
        return result.commit().isEmpty() ? result.date().substring("2026-".length()) : result.commit();
    }
}

package io.varve.tools.inspect;

import io.varve.inspect.TableFacts;
import io.varve.tools.text.Notation;
import io.varve.tools.text.Sizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// The tables of a store, drawn over the keys that they have: each table of level 0 on a line of its own, the newest on
/// top, and each sorted run on one.
///
/// From left to right stand the smallest and largest keys of all tables, one as far from the next as any other: what
/// is drawn is their order, not how many keys there are between them.
public final class TreeDrawing {
    private static final int WIDTH = 50;

    /// Tables of level 0 that are drawn; below them stands how many more there are.
    private static final int MAX_DRAWN = 20;

    /// Characters of a key that are shown.
    private static final int MAX_KEY = 24;

    private final List<String> lines = new ArrayList<>();

    /// Every smallest and largest key, in order, once.
    private final List<byte[]> bounds;

    private TreeDrawing(List<TableFacts> tables) {
        TreeMap<byte[], byte[]> keys = new TreeMap<>(Arrays::compareUnsigned);
        for (TableFacts table : tables) {
            for (String key : List.of(table.smallest(), table.largest())) {
                byte[] bytes = Notation.HEX.parse(key);
                keys.put(bytes, bytes);
            }
        }
        this.bounds = List.copyOf(keys.keySet());
    }

    /// Draws tables in the order in which a manifest has them.
    public static List<String> of(List<TableFacts> tables) {
        TreeDrawing drawing = new TreeDrawing(tables);
        if (!tables.isEmpty()) {
            drawing.draw(tables);
        }
        return drawing.lines;
    }

    private void draw(List<TableFacts> tables) {
        String first = shown(bounds.getFirst());
        String last = shown(bounds.getLast());
        String between = " ".repeat(Math.max(1, WIDTH - first.length() - last.length()));
        lines.add("keys      " + first + between + last);
        TreeMap<Integer, List<TableFacts>> levels = new TreeMap<>();
        tables.forEach(table -> levels.computeIfAbsent(table.level(), level -> new ArrayList<>())
                .add(table));
        levels.forEach((level, ofLevel) -> {
            if (level == 0) {
                drawFlushed(ofLevel);
            } else {
                drawRun(level, ofLevel);
            }
        });
    }

    private void drawFlushed(List<TableFacts> tables) {
        for (int i = 0; i < Math.min(tables.size(), MAX_DRAWN); i++) {
            TableFacts table = tables.get(i);
            String line = bar(List.of(table)) + "  table " + table.number() + ", " + Sizes.bytes(table.bytes()) + ", "
                    + Sizes.count(table.entries(), "entry", "entries");
            lines.add((i == 0 ? "level 0   " : "          ") + line);
        }
        if (tables.size() > MAX_DRAWN) {
            lines.add("          ... and " + (tables.size() - MAX_DRAWN) + " older ones");
        }
    }

    private void drawRun(int level, List<TableFacts> tables) {
        long bytes = tables.stream().mapToLong(TableFacts::bytes).sum();
        long entries = tables.stream().mapToLong(TableFacts::entries).sum();
        String name = "level " + level;
        lines.add(name + " ".repeat(Math.max(1, 10 - name.length())) + bar(tables) + "  "
                + Sizes.count(tables.size(), "table") + ", " + Sizes.bytes(bytes) + ", "
                + Sizes.count(entries, "entry", "entries"));
    }

    /// Tables that do not overlap, on one line.
    private String bar(List<TableFacts> tables) {
        char[] bar = " ".repeat(WIDTH).toCharArray();
        for (TableFacts table : tables) {
            int from = column(table.smallest());
            int to = column(table.largest());
            Arrays.fill(bar, from, to + 1, '=');
            bar[from] = '[';
            bar[to] = from == to ? '|' : ']';
        }
        return new String(bar);
    }

    private int column(String hex) {
        byte[] key = Notation.HEX.parse(hex);
        int low = 0;
        int high = bounds.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(bounds.get(middle), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return bounds.size() == 1 ? 0 : (int) ((long) low * (WIDTH - 1) / (bounds.size() - 1));
    }

    /// A key, cut when it is long.
    static String shown(byte[] key) {
        String text = Notation.TEXT.show(key);
        return text.length() <= MAX_KEY ? text : text.substring(0, MAX_KEY - 3) + "...";
    }
}

package io.varve.bench.probe;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The words behind a command: each a name that begins with `--`, and its value. What is not understood is an
/// [IllegalArgumentException] whose message is for people.
public final class Settings {
    private final Map<String, String> values = new HashMap<>();

    private Settings() {}

    /// The settings of a command that knows some names.
    public static Settings of(String command, List<String> arguments, List<String> known) {
        Settings settings = new Settings();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "varve bench " + command + " knows " + String.join(", ", known) + ", not '" + name + "'.");
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " wants a value after it.");
            }
            settings.values.put(name, arguments.get(i + 1));
        }
        return settings;
    }

    /// A text.
    public String text(String name, String usual) {
        return values.getOrDefault(name, usual);
    }

    /// A number above 0.
    public double number(String name, double usual) {
        String text = values.get(name);
        if (text == null) {
            return usual;
        }
        double number = -1;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            // Refused below, as numbers that are too small are.
        }
        if (!(number > 0) || Double.isInfinite(number)) {
            throw new IllegalArgumentException(name + " wants a number above 0, not '" + text + "'.");
        }
        return number;
    }

    /// A whole number of 1 or more.
    public int count(String name, int usual) {
        double number = number(name, usual);
        if (number != Math.rint(number) || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(name + " wants a whole number, not '" + text(name, "") + "'.");
        }
        return (int) number;
    }

    /// Whole numbers of 1 or more, apart from commas.
    public static List<Integer> counts(String name, String text) {
        return Stream.of(text.split(",", -1))
                .map(each -> {
                    Settings one = new Settings();
                    one.values.put(name, each);
                    return one.count(name, 1);
                })
                .toList();
    }

    /// Whether the durability is `sync` and not `process`.
    public boolean isSynced() {
        String text = text("--durability", "sync");
        if (!text.equals("sync") && !text.equals("process")) {
            throw new IllegalArgumentException("--durability is sync or process, not '" + text + "'.");
        }
        return text.equals("sync");
    }

    /// Where test files go.
    public Path files() {
        return Path.of(text("--dir", System.getProperty("java.io.tmpdir")));
    }
}

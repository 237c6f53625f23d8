package io.varve.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Small files in which the kernel tells about itself; what cannot be read is `unknown`, not an error.
final class SystemFiles {
    static final String UNKNOWN = "unknown";

    private SystemFiles() {}

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
    }

    static String line(Path file) {
        List<String> lines = lines(file);
        return lines.isEmpty() || lines.getFirst().isBlank()
                ? UNKNOWN
                : lines.getFirst().strip();
    }

    /// What follows the first `key` that begins a line, without the colon or equals sign.
    static String value(Path file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length())
                        .replaceFirst("^\\s*[:=]\\s*", "")
                        .replace("\"", "")
                        .strip())
                .findFirst()
                .orElse(UNKNOWN);
    }
}

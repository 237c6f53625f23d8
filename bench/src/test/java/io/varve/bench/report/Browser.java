package io.varve.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A Chromium on the path, or in a folder where npm's tools keep theirs. Nothing is downloaded.
final class Browser {
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "chrome-headless-shell", "google-chrome", "google-chrome-stable");
    private static final List<String> CACHES = List.of(".cache/puppeteer", ".cache/ms-playwright");
    private static final List<String> CACHED = List.of("chrome-headless-shell", "headless_shell", "chrome");
    private static final int DEPTH = 5;

    private Browser() {}

    static Optional<Path> find() throws IOException {
        for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
            for (String name : NAMES) {
                Path file = Path.of(folder).resolve(name);
                if (Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            }
        }
        for (String cache : CACHES) {
            Path folder = Path.of(System.getProperty("user.home")).resolve(cache);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder, DEPTH)) {
                    Optional<Path> found = files.filter(file -> CACHED.contains(String.valueOf(file.getFileName())))
                            .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                            .findFirst();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }
}

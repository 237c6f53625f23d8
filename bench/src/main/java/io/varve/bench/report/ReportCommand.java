package io.varve.bench.report;

import io.varve.bench.results.Results;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The word `report`.
public final class ReportCommand {
    private static final String PAGE = "index.html";

    private ReportCommand() {}

    /// Runs it.
    ///
    /// @param home where results are kept unless somebody says otherwise
    /// @return the exit code: 0 rendered, 1 a result cannot be read, 2 not understood
    public static int run(List<String> arguments, Path home, PrintStream out, PrintStream err) {
        if (arguments.size() > 1
                || (arguments.size() == 1 && arguments.getFirst().startsWith("--"))) {
            err.println("varve bench report wants nothing, or a folder of results.");
            return 2;
        }
        Path folder = arguments.isEmpty() ? home : Path.of(arguments.getFirst());
        try {
            Path page = folder.resolve(PAGE);
            Files.writeString(page, render(folder));
            out.println("rendered " + page);
            return 0;
        } catch (IOException | IllegalArgumentException unreadable) {
            err.println("varve bench report: " + unreadable);
            return 1;
        }
    }

    /// The page of a folder of results.
    static String render(Path folder) throws IOException {
        return Page.of(Results.in(folder));
    }
}

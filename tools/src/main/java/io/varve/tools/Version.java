package io.varve.tools;

import io.varve.tools.session.Exit;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Says which Varve this is, and what it runs on: the first lines of a good bug report.
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        description = "Says which Varve this is, and what it runs on.")
final class Version implements Callable<Integer> {
    private final PrintWriter out;

    Version(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        for (String line : lines()) {
            out.println(line);
        }
        return Exit.OK;
    }

    static String[] lines() {
        // The manifest of our jar; absent when the classes are run from a folder.
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "varve " + (version == null ? "(not from a jar)" : version),
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                    + System.getProperty("os.version") + " on " + System.getProperty("os.arch")
        };
    }
}

package io.varve.tools;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Shows the store at work.
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Shows the store at work.")
final class Demo implements Callable<Integer> {
    private static final int NOT_BUILT_YET = 3;

    private final PrintWriter err;

    Demo(PrintWriter err) {
        this.err = err;
    }

    @Override
    public Integer call() {
        err.println("varve: demo is not built yet.");
        return NOT_BUILT_YET;
    }
}

package io.varve.tools;

import io.varve.tools.session.Exit;
import io.varve.tools.session.Session;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Prints a script that lets a shell complete commands and options.
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description =
                "Prints a script for bash and zsh that completes commands and options: source <(./varve completion)")
final class Completion implements Callable<Integer> {
    private final Session session;

    @Spec
    private @Nullable CommandSpec spec;

    Completion(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not part of a command line");
        }
        session.text().print(AutoComplete.bash("varve", spec.root().commandLine()));
        return Exit.OK;
    }
}

package io.varve.tools.command;

import io.varve.report.CheckpointReport;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Sizes;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a store of its own of what a store is now.
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = "Makes a store of its own, openable at once, of what a store is now. Tables are linked where both"
                + " are on one file system, and copied otherwise. Works beside who has the store open.")
public final class Checkpoint implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Parameters(index = "1", paramLabel = "TO", description = "A directory that does not exist, or is empty.")
    private Path to = Path.of(".");

    @Option(names = "--json", description = "Prints what it came to as one object of JSON.")
    private boolean isJson;

    /// The command of a session.
    public Checkpoint(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        CheckpointReport made = store.openToRead(session).checkpoint(to);
        session.out()
                .line(
                        isJson
                                ? Json.write(made)
                                : "up to operation " + made.sequence() + ": "
                                        + Sizes.count(made.linkedTables(), "table") + " linked, "
                                        + made.copiedTables() + " copied, " + made.writtenTables()
                                        + " written; " + Sizes.bytes(made.bytes()) + ", "
                                        + Sizes.bytes(made.writtenBytes()) + " of that new");
        return Exit.OK;
    }
}

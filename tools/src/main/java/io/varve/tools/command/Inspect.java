package io.varve.tools.command;

import io.varve.StoreFiles;
import io.varve.inspect.Inspector;
import io.varve.inspect.StoreLayout;
import io.varve.tools.inspect.LayoutText;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says what lies in the directory of a store, and draws it; or prints one file byte by byte.
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description =
                "Says what lies in the directory of a store and draws its tables; or prints one file byte by byte."
                        + " Opens nothing and needs no lock.")
public final class Inspect implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @ArgGroup
    private @Nullable OneFile file;

    @Option(names = "--tables", description = "Lists every table.")
    private boolean hasTables;

    @Option(names = "--files", description = "Lists every file.")
    private boolean hasFiles;

    @Option(names = "--json", description = "Prints all there is as one object of JSON.")
    private boolean isJson;

    /// Which file is printed.
    static final class OneFile {
        @Option(names = "--manifest", description = "Prints the current manifest, every field with its bytes.")
        private boolean isManifest;

        @Option(names = "--log", paramLabel = "N", description = "Prints a file of the log, likewise.")
        private @Nullable Long segment;

        @Option(names = "--table", paramLabel = "N", description = "Prints a table, likewise.")
        private @Nullable Long table;
    }

    /// The command of a session.
    public Inspect(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        store.requireStore();
        Inspector inspector = StoreFiles.inspect(store.directory());
        if (file == null) {
            return layout(inspector.layout());
        }
        if (file.isManifest) {
            inspector.printManifest(session.out()::line);
        } else if (file.segment != null) {
            inspector.printSegment(file.segment, session.out()::line);
        } else if (file.table != null) {
            inspector.printTable(file.table, session.out()::line);
        }
        return Exit.OK;
    }

    /// What has problems is shown all the same, as far as it can be.
    private int layout(StoreLayout layout) {
        if (isJson) {
            session.out().line(Json.write(layout));
        } else {
            LayoutText.of(layout, hasTables, hasFiles).forEach(session.out()::line);
        }
        return layout.problems().isEmpty() ? Exit.OK : Exit.FAILED;
    }
}

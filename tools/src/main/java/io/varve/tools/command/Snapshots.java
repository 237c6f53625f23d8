package io.varve.tools.command;

import io.varve.SavedSnapshot;
import io.varve.Store;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Notation;
import io.varve.tools.text.Sizes;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Lists, takes and drops named snapshots.
@Command(
        name = "snapshots",
        mixinStandardHelpOptions = true,
        description = "Lists the named snapshots of a store, takes one or drops one.")
public final class Snapshots implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @ArgGroup
    private @Nullable Change change;

    @Option(names = "--json", description = "Prints JSON, one object on a line.")
    private boolean isJson;

    /// What is to be done, one at a time.
    static final class Change {
        @Option(
                names = "--take",
                paramLabel = "NAME",
                description = "Names the store as it is now: it can be read like that until the name is dropped.")
        private @Nullable String taken;

        @Option(
                names = "--drop",
                paramLabel = "NAME",
                description = "Drops a name; what only it needs goes from the disk.")
        private @Nullable String dropped;
    }

    /// The command of a session.
    public Snapshots(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (change == null) {
            store.openToRead(session).snapshots().forEach(this::print);
        } else if (change.taken != null) {
            take(change.taken);
        } else if (change.dropped != null) {
            drop(change.dropped);
        }
        return Exit.OK;
    }

    private void take(String name) {
        Store opened = openToWrite();
        opened.flush(name).await();
        opened.snapshots().stream().filter(saved -> saved.name().equals(name)).forEach(this::print);
    }

    private void drop(String name) {
        ReadOptions.requireSnapshot(store.openToRead(session), store, name);
        openToWrite().dropSnapshot(name);
    }

    private Store openToWrite() {
        return store.openToWrite(session, false, WriteSizes.forOneWrite(store.options(session), 0));
    }

    private void print(SavedSnapshot saved) {
        if (isJson) {
            session.out().line(Json.write(saved));
            return;
        }
        String name = Notation.TEXT.show(saved.name().getBytes(StandardCharsets.UTF_8));
        session.out()
                .line(name + "\tup to operation " + saved.sequence() + ", " + Sizes.count(saved.tables(), "table")
                        + ", " + Sizes.bytes(saved.bytes()));
    }
}

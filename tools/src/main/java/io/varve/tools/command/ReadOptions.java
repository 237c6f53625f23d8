package io.varve.tools.command;

import io.varve.Store;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which state of the store is read, and whether damage is put up with.
final class ReadOptions {
    @Option(
            names = "--snapshot",
            paramLabel = "NAME",
            description = "Reads the named snapshot instead of the store as it is now.")
    private @Nullable String name;

    @Option(
            names = "--degraded",
            description = "Reads what can be read of a damaged store; what may need a damaged part fails.")
    private boolean isDegraded;

    /// Opens the store, or its snapshot, to be read.
    Store open(StoreArgument argument, Session session) {
        Store store = isDegraded ? argument.openDegraded(session) : argument.openToRead(session);
        return name == null ? store : session.keep(openSnapshot(store, argument, name));
    }

    private static Store openSnapshot(Store store, StoreArgument argument, String name) {
        requireSnapshot(store, argument, name);
        return store.openSnapshot(name);
    }

    static void requireSnapshot(Store store, StoreArgument argument, String name) {
        if (store.snapshots().stream().noneMatch(saved -> saved.name().equals(name))) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    argument.directory() + " has no snapshot named '" + name + "'; './varve snapshots "
                            + argument.directory() + "' lists them");
        }
    }
}

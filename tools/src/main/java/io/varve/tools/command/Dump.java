package io.varve.tools.command;

import io.varve.StoreCursor;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Progress;
import io.varve.tools.session.Session;
import io.varve.tools.text.Sizes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints the whole store, to be loaded again.
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        description =
                "Prints all keys and values as they are at one moment, so that load makes the same store of them.")
public final class Dump implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Option(names = "--progress", description = "Says how far it has come, also when standard error is no terminal.")
    private boolean isProgressAsked;

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final EntryFormat format = new EntryFormat();

    /// The command of a session.
    public Dump(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        long entries = 0;
        long bytes = 0;
        try (Progress progress = new Progress(session, isProgressAsked);
                StoreCursor cursor = reading.open(store, session).cursor()) {
            for (boolean on = cursor.first(); on; on = cursor.next()) {
                byte[] key = cursor.key();
                byte[] value = cursor.value();
                session.out().line(format.line(key, value));
                entries++;
                bytes += key.length + value.length;
                if (progress.isDue()) {
                    String soFar = words(entries, bytes);
                    progress.step(() -> soFar);
                }
            }
            session.out().flush();
            progress.done(words(entries, bytes));
        }
        return Exit.OK;
    }

    private static String words(long entries, long bytes) {
        return "dumped " + Sizes.count(entries, "entry", "entries") + ", " + Sizes.bytes(bytes);
    }
}

package io.varve.tools.command;

import io.varve.Range;
import io.varve.StoreCursor;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Prints a range of entries.
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = "Prints keys and values in order: a key, a tab, its value; one on a line.")
public final class Scan implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Mixin
    private final RangeOptions options = new RangeOptions();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private long limit = Long.MAX_VALUE;

    @Mixin
    private final ReadOptions reading = new ReadOptions();

    @Mixin
    private final EntryFormat format = new EntryFormat();

    /// The command of a session.
    public Scan(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (limit < 0) {
            throw format.refusal("--limit is 0 or more");
        }
        Range range = options.range(format);
        try (StoreCursor cursor = reading.open(store, session).cursor(range)) {
            long left = limit;
            for (boolean on = left > 0 && cursor.first(); on; on = --left > 0 && cursor.next()) {
                session.out().line(format.line(cursor.key(), range.isKeysOnly() ? null : cursor.value()));
            }
        }
        return Exit.OK;
    }
}

package io.varve.tools.command;

import io.varve.FlushTicket;
import io.varve.Store;
import io.varve.StoreStats;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Progress;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Sizes;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Merges all tables into one sorted run.
@Command(
        name = "compact",
        mixinStandardHelpOptions = true,
        description = "Writes all that is in memory as tables and merges all tables into one sorted run: what was"
                + " overwritten or deleted goes from the disk.")
public final class Compact implements Callable<Integer> {
    private static final Duration STEP = Duration.ofMillis(100);

    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Option(names = "--progress", description = "Says how far it has come, also when standard error is no terminal.")
    private boolean isProgressAsked;

    @Option(names = "--json", description = "Prints what it came to as JSON.")
    private boolean isJson;

    /// The command of a session.
    public Compact(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Store opened = store.openToWrite(session, false, WriteSizes.forOneWrite(store.options(session), 0));
        StoreStats.Tables before = opened.stats().tables();
        try (Progress progress = new Progress(session, isProgressAsked)) {
            FlushTicket ticket = opened.compact();
            while (!ticket.await(STEP)) {
                progress.step(() -> "merging " + Sizes.bytes(before.bytes()) + ", since "
                        + Sizes.time(Duration.ofNanos(opened.stats().tables().mergingNanos())));
            }
            progress.done("merged");
        }
        StoreStats.Tables after = opened.stats().tables();
        session.out()
                .line(
                        isJson
                                ? Json.write(Json.object("before", size(before), "after", size(after)))
                                : "before: " + words(before) + System.lineSeparator() + "after:  " + words(after));
        return Exit.OK;
    }

    private static Object size(StoreStats.Tables tables) {
        return Json.object(
                "tables", tables.level0() + tables.inRuns(), "bytes", tables.bytes(), "entries", tables.entries());
    }

    private static String words(StoreStats.Tables tables) {
        return Sizes.count(tables.level0() + tables.inRuns(), "table") + ", " + Sizes.bytes(tables.bytes()) + ", "
                + Sizes.count(tables.entries(), "entry", "entries");
    }
}

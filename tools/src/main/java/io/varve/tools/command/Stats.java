package io.varve.tools.command;

import io.varve.RecoveryReport;
import io.varve.SavedSnapshot;
import io.varve.Store;
import io.varve.StoreStats;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Sizes;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says what a store holds, as an open to read finds it.
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description = "Says how much is in the store, where, and what opening it took.")
public final class Stats implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Option(names = "--json", description = "Prints all there is as one object of JSON.")
    private boolean isJson;

    /// The command of a session.
    public Stats(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Store opened = store.openToRead(session);
        StoreStats stats = opened.stats();
        List<SavedSnapshot> snapshots = opened.snapshots();
        RecoveryReport recovery = opened.recoveryReport();
        if (isJson) {
            session.out().line(Json.write(Json.object("stats", stats, "recovery", recovery, "snapshots", snapshots)));
            return Exit.OK;
        }
        StoreStats.Tables tables = stats.tables();
        line("operations", "up to number " + stats.visibleSequence());
        line(
                "in tables",
                Sizes.count(tables.entries(), "entry", "entries") + ", " + Sizes.bytes(tables.bytes()) + " in "
                        + Sizes.count(tables.level0() + tables.inRuns(), "table") + ", " + tables.level0()
                        + " of them as they were flushed");
        line(
                "in the log",
                Sizes.count(recovery.operations(), "operation") + ", " + Sizes.bytes(recovery.bytes()) + " in "
                        + Sizes.count(recovery.segments(), "file"));
        line("named snapshots", String.valueOf(snapshots.size()));
        line("memory to read it", Sizes.bytes(stats.memory().used()) + " off the heap");
        line(
                "opened",
                "in " + Sizes.time(recovery.duration()) + "; the last close "
                        + (recovery.wasCleanlyClosed() ? "came to its end" : "did not come to its end, or it is open"));
        if (recovery.discardedBytes() > 0) {
            line(
                    "discarded",
                    Sizes.bytes(recovery.discardedBytes()) + " behind the end of the log, which nobody was promised");
        }
        return Exit.OK;
    }

    private void line(String what, String words) {
        session.out().line(what + " ".repeat(Math.max(1, 20 - what.length())) + words);
    }
}

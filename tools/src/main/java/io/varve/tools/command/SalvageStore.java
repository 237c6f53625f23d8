package io.varve.tools.command;

import io.varve.Salvage;
import io.varve.report.Finding;
import io.varve.report.KeySpan;
import io.varve.report.LostBlock;
import io.varve.report.LostLog;
import io.varve.report.SalvageReport;
import io.varve.report.TablePlace;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Progress;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Notation;
import io.varve.tools.text.Sizes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Saves what is left of a damaged store.
@Command(
        name = "salvage",
        mixinStandardHelpOptions = true,
        description =
                "Copies what can be read of a damaged store to a new one, and says what was lost; ends with 3 when"
                        + " something was. Works without a manifest, too. Changes nothing in the damaged one.")
public final class SalvageStore implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 20;

    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Parameters(index = "1", paramLabel = "TO", description = "A directory that does not exist, or is empty.")
    private Path to = Path.of(".");

    @Option(names = "--progress", description = "Says how far it has come, also when standard error is no terminal.")
    private boolean isProgressAsked;

    @Option(names = "--json", description = "Prints what was saved and what was lost as one object of JSON.")
    private boolean isJson;

    /// The command of a session.
    public SalvageStore(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        store.requireDirectory();
        CountDownLatch ended = new CountDownLatch(1);
        session.onInterrupt(() -> await(ended));
        try (Progress progress = new Progress(session, isProgressAsked)) {
            SalvageReport report = Salvage.run(
                    store.directory(),
                    to,
                    store.options(session).build(),
                    new WorkProgress(session, progress, "saved"));
            progress.done("saved " + Sizes.bytes(report.bytes()));
            print(report);
            return report.isComplete() ? Exit.OK : Exit.FAILED;
        } catch (CancellationException interrupted) {
            throw new Failure(Exit.INTERRUPTED, "interrupted; nothing was made");
        } finally {
            ended.countDown();
        }
    }

    /// The process is not to end before what was begun is removed.
    private static void await(CountDownLatch ended) {
        try {
            // When that takes too long, what is left says of itself that it is unfinished.
            @SuppressWarnings("unused")
            boolean isOver = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(SalvageReport report) {
        if (isJson) {
            session.out()
                    .line(Json.write(Json.object(
                            "isComplete", report.isComplete(),
                            "hadManifest", report.hadManifest(),
                            "entries", report.entries(),
                            "bytes", report.bytes(),
                            "tables", report.tables(),
                            "operations", report.operations(),
                            "lostTables", report.lostTables(),
                            "lostBlocks", report.lostBlocks(),
                            "lostLog", report.lostLog(),
                            "droppedNames", report.droppedNames(),
                            "findings",
                                    report.findings().stream()
                                            .map(Finding::what)
                                            .toList())));
            return;
        }
        line("saved " + Sizes.count(report.entries(), "entry", "entries") + ", " + Sizes.bytes(report.bytes())
                + ", from "
                + Sizes.count(report.tables(), "table") + " and "
                + Sizes.count(report.operations(), "operation") + " of the log");
        if (!report.hadManifest()) {
            line("the manifest could not be read: what was deleted or overwritten long ago may be back");
        }
        for (TablePlace table : report.lostTables()) {
            line("lost: table " + table.number() + ", " + Sizes.count(table.entries(), "entry", "entries")
                    + keys(table.keys()));
        }
        for (LostBlock block : report.lostBlocks()) {
            line("lost: a block of table " + block.table() + " at " + block.offset() + ", "
                    + Sizes.count(block.entries(), "entry", "entries") + keys(block.keys()));
        }
        for (LostLog log : report.lostLog()) {
            line("lost: a part of the log, " + log.path() + " from " + log.from()
                    + (log.to() == 0 ? "" : " to " + log.to()) + ", behind operation " + log.after());
        }
        for (String name : report.droppedNames()) {
            line("not copied: the named snapshot " + Notation.TEXT.show(name.getBytes(StandardCharsets.UTF_8)));
        }
        report.findings().forEach(finding -> line("found: " + finding.what()));
    }

    private static String keys(KeySpan keys) {
        byte[] to = keys.to();
        return ", keys from " + Notation.TEXT.show(keys.from())
                + (to == null ? " on" : " to " + Notation.TEXT.show(to));
    }

    private void line(String text) {
        session.out().line(text);
    }
}

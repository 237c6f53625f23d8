package io.varve.tools.command;

import io.varve.Store;
import io.varve.error.CorruptionException;
import io.varve.report.Finding;
import io.varve.report.VerifyReport;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Progress;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Sizes;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Looks at every byte of a store, and says what is wrong.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks every file of a store as its device has it: checksums, order, counts. Prints what is wrong,"
                        + " one finding on a line, and ends with 3 when there is something. Works beside who has it open.")
public final class Verify implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final StoreArgument store = new StoreArgument();

    @Option(names = "--progress", description = "Says how far it has come, also when standard error is no terminal.")
    private boolean isProgressAsked;

    @Option(names = "--json", description = "Prints what was found as one object of JSON.")
    private boolean isJson;

    /// The command of a session.
    public Verify(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Store opened = open();
        try (Progress progress = new Progress(session, isProgressAsked)) {
            VerifyReport report = opened.verify(new WorkProgress(session, progress, "checked"));
            progress.done("checked " + Sizes.bytes(report.bytes()));
            print(report);
            return report.isSound() ? Exit.OK : Exit.FAILED;
        }
    }

    /// One that is damaged is opened as far as it can be, so that everything that is wrong is found.
    private Store open() {
        try {
            return store.openToRead(session);
        } catch (CorruptionException damaged) {
            return store.openDegraded(session);
        }
    }

    private void print(VerifyReport report) {
        List<String> findings = report.findings().stream().map(Finding::what).toList();
        if (isJson) {
            session.out()
                    .line(Json.write(Json.object(
                            "isSound", report.isSound(),
                            "findings", findings,
                            "findingCount", report.findingCount(),
                            "tables", report.tables(),
                            "blocks", report.blocks(),
                            "segments", report.segments(),
                            "operations", report.operations(),
                            "bytes", report.bytes(),
                            "isDirect", report.isDirect())));
            return;
        }
        findings.forEach(session.out()::line);
        session.out()
                .line(verdict(report) + ": " + Sizes.count(report.tables(), "table") + " with "
                        + Sizes.count(report.blocks(), "good block") + ", "
                        + Sizes.count(report.segments(), "file") + " of the log with "
                        + Sizes.count(report.operations(), "operation") + "; "
                        + (report.isDirect() ? "as the device has them" : "as the page cache has them"));
    }

    private static String verdict(VerifyReport report) {
        if (report.findingCount() > 0) {
            return "damaged, " + Sizes.count(report.findingCount(), "finding");
        }
        return report.isComplete() ? "sound" : "not finished";
    }
}

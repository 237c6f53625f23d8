package io.varve.bench.results;

import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Repository;
import io.varve.bench.probe.ResultFolder;
import io.varve.bench.probe.Scrubber;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.WorkFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what a run measures: in a folder of `jmh-results` when it ends, and when somebody ends it early.
///
/// Owner: the thread of the command adds; the process's end may save meanwhile, hence the monitor.
public final class Keeping implements AutoCloseable {
    /// What keeps nothing, as a value of `--out`.
    public static final String NOWHERE = "none";

    private final List<Row> rows = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final @Nullable ResultFolder folder;
    private final JsonLines json;
    private final String subject;
    private final String question;
    private final String command;
    private final Thread ending;
    private boolean isSaved;
    private int failures;
    private volatile boolean isEnding;

    private Keeping(@Nullable ResultFolder folder, JsonLines json, String subject, String question, String command) {
        this.folder = folder;
        this.json = json;
        this.subject = subject;
        this.question = question;
        this.command = command;
        ending = new Thread(
                () -> {
                    isEnding = true;
                    remark("The run was ended before it was done: what had been measured by then is here.");
                    saveWhatIsThere();
                },
                "bench-keeper");
    }

    /// From now on, what is added is kept, come what may. That files can be made is looked at before
    /// anything is measured. Kept it is as `--out` says, which is [#NOWHERE] or where folders go, by
    /// default those of the repository, and in the file of `--json`.
    ///
    /// @param word which the folder is named for
    /// @param arguments behind it, as they were given
    public static Keeping begin(Settings settings, String word, String question, List<String> arguments)
            throws ProbeException {
        String command = ("./varve bench " + word + " " + String.join(" ", arguments)).strip();
        WorkFolder.below(settings.files()).close();
        JsonLines json = JsonLines.begin(settings.text("--json", ""));
        String out = settings.text("--out", "");
        if (out.equals(NOWHERE)) {
            return begun(new Keeping(null, json, word, question, command));
        }
        Path files = settings.files();
        Repository repository = Repository.here();
        Path parent = out.isEmpty() ? repository.root().resolve("jmh-results") : Path.of(out);
        String commit = System.getProperty("io.varve.bench.commit", "");
        ResultFolder folder = new ResultFolder(
                parent,
                commit.isEmpty() ? repository.commit() : commit,
                command,
                new Scrubber(repository.root(), files.toAbsolutePath()),
                files);
        folder.requireWritable();
        folder.begin();
        return begun(new Keeping(folder, json, word, question, command));
    }

    private static Keeping begun(Keeping keeping) {
        Runtime.getRuntime().addShutdownHook(keeping.ending);
        return keeping;
    }

    /// Adds what was measured.
    public synchronized void add(Row row) throws IOException {
        rows.add(row);
        json.add(row.shortJson());
    }

    /// Adds a sentence about it.
    public synchronized void remark(String sentence) {
        remarks.add(sentence);
    }

    /// Says what could not be measured, now and beside the figures, unless somebody ends the process:
    /// then nothing works any more.
    public synchronized void fail(PrintStream err, String sentence) {
        if (!isEnding) {
            failures++;
            err.println("varve bench " + subject + ": " + sentence);
            remarks.add(sentence);
        }
    }

    /// Whether somebody ends the process: what is measured from now on is not, for its files are being removed.
    public boolean isEnding() {
        return isEnding;
    }

    /// All that was added.
    public synchronized List<Row> rows() {
        return List.copyOf(rows);
    }

    /// Writes it, and says where, and how our store compares.
    ///
    /// @throws ProbeException when something failed
    public void end(PrintStream out) throws ProbeException {
        RowTable.ratios(rows()).forEach(out::println);
        String where = save();
        if (!where.isEmpty()) {
            out.println(where);
        }
        requireNoFailures();
    }

    private synchronized void requireNoFailures() throws ProbeException {
        if (failures > 0) {
            throw new ProbeException(failures + (failures == 1 ? " failure" : " failures") + "; "
                    + (rows.isEmpty() ? "nothing could be measured." : "what stands above was measured."));
        }
    }

    /// @return a sentence for people; empty when nothing is kept
    private synchronized String save() throws ProbeException {
        if (folder == null || isSaved || rows.isEmpty()) {
            return "";
        }
        isSaved = true;
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row.json()).append('\n'));
        StringBuilder notes = new StringBuilder("# " + subject + "\n\nQuestion: " + question + "\n\n");
        remarks.forEach(remark -> notes.append("**").append(remark).append("**\n\n"));
        notes.append(
                        "Run with the line of command.txt; machine in machine.txt, all figures in result.json. Figures are of the")
                .append(" median round, `low` and `high` of the worst and the best.\n\n");
        notes.append("```\n").append(RowTable.text(rows)).append("```\n\n## Answer\n\n## Caveats\n");
        return "kept in " + folder.keep(subject, text.toString(), command + "\n", notes.toString());
    }

    /// At the end of the process, whoever wanted it.
    private synchronized void saveWhatIsThere() {
        try {
            String where = save();
            if (!where.isEmpty()) {
                System.err.println("ended early; " + where);
            }
        } catch (ProbeException refused) {
            System.err.println(refused.getMessage());
        }
    }

    /// Saves, if nobody did, and does not listen for the end any more.
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(ending);
        } catch (IllegalStateException isEnding) {
            return;
        }
        saveWhatIsThere();
    }
}

package io.varve.bench.results;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Repository;
import io.varve.bench.probe.ResultFolder;
import io.varve.bench.probe.Scrubber;
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
    private final String subject;
    private final String question;
    private final String command;
    private final Thread ending;
    private boolean isSaved;
    private volatile boolean isEnding;

    private Keeping(@Nullable ResultFolder folder, String subject, String question, String command) {
        this.folder = folder;
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

    /// From now on, what is added is kept, come what may.
    ///
    /// @param out where folders go; [#NOWHERE] for nowhere, and empty for the repository's
    /// @param subject what the folder is named for
    /// @param files where test files lie, whose disk is described
    public static Keeping of(String out, String subject, String question, String command, Path files)
            throws ProbeException {
        if (out.equals(NOWHERE)) {
            return begun(new Keeping(null, subject, question, command));
        }
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
        return begun(new Keeping(folder, subject, question, command));
    }

    private static Keeping begun(Keeping keeping) {
        Runtime.getRuntime().addShutdownHook(keeping.ending);
        return keeping;
    }

    /// Adds what was measured.
    public synchronized void add(Row row) {
        rows.add(row);
    }

    /// Adds a sentence about it.
    public synchronized void remark(String sentence) {
        remarks.add(sentence);
    }

    /// Whether somebody ends the process: what is measured from now on is not, for its files are being removed.
    public boolean isEnding() {
        return isEnding;
    }

    /// All that was added.
    public synchronized List<Row> rows() {
        return List.copyOf(rows);
    }

    /// Writes it.
    ///
    /// @return a sentence for people; empty when nothing is kept
    public synchronized String save() throws ProbeException {
        if (folder == null || isSaved || rows.isEmpty()) {
            return "";
        }
        isSaved = true;
        StringBuilder json = new StringBuilder();
        rows.forEach(row -> json.append(row.json()).append('\n'));
        StringBuilder notes = new StringBuilder("# " + subject + "\n\nQuestion: " + question + "\n\n");
        remarks.forEach(remark -> notes.append("**").append(remark).append("**\n\n"));
        notes.append(
                        "Run with the line of command.txt; machine in machine.txt, all figures in result.json. Figures are of the")
                .append(" median round, `low` and `high` of the worst and the best.\n\n");
        notes.append("```\n").append(RowTable.text(rows)).append("```\n\n## Answer\n\n## Caveats\n");
        return "kept in " + folder.keep(subject, json.toString(), command + "\n", notes.toString());
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

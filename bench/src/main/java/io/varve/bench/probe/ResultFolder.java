package io.varve.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where results are kept: one folder per probe and day and commit, with what was found, what was run, on
/// which machine, and notes to be completed by whoever reads them.
public final class ResultFolder {
    private final Path parent;
    private final String commit;
    private final String command;
    private final Scrubber scrubber;
    private final Path files;
    private @Nullable LoadWatch watch;

    /// @param parent where the folders go
    /// @param commit what is measured
    /// @param command how to measure it again
    /// @param scrubber takes places out of all that is written
    /// @param files where test files lie, whose disk is described
    public ResultFolder(Path parent, String commit, String command, Scrubber scrubber, Path files) {
        this.parent = parent;
        this.commit = commit;
        this.command = command;
        this.scrubber = scrubber;
        this.files = files;
    }

    /// Throws unless results can be kept: to be asked before anything is measured.
    public void requireWritable() throws ProbeException {
        try {
            Files.createDirectories(parent);
            Files.delete(Files.createTempFile(parent, "writable-", ""));
        } catch (IOException refused) {
            throw new ProbeException(
                    "Results cannot be kept in " + parent + ": "
                            + refused.getClass().getSimpleName() + "; name a writable directory with --out.",
                    refused);
        }
    }

    /// Called before a probe runs: from now on the machine's load is the probe's.
    public void begin() {
        watch = LoadWatch.start();
    }

    /// Writes a probe's result.
    ///
    /// @return where it was written, for people
    public String write(Probe probe, ProbeReport report, boolean isSmoke, long seconds) throws ProbeException {
        LoadWatch begun = Objects.requireNonNull(watch, "begin() comes first");
        try {
            // First: the sheet measures too, and is no part of the probe's load.
            LoadWatch.Load load = begun.stop();
            LocalDate today = LocalDate.now(ZoneId.systemDefault());
            Path folder = fresh(today + "-" + commit + "-" + probe.name());
            save(folder, "result.json", report.json());
            save(folder, "command.txt", commandText(probe, report, seconds));
            save(
                    folder,
                    "machine.txt",
                    "date: " + today + "\ntime: " + time() + "\ncommit: " + commit + "\n"
                            + new MachineSheet(files).text() + load.text());
            save(folder, "notes.md", notes(probe, report, isSmoke, load));
            return folder + (load.isQuiet() ? "" : " (the machine was not quiet)");
        } catch (IOException refused) {
            throw new ProbeException("The result cannot be written to " + parent + ": " + refused, refused);
        }
    }

    /// Writes the result of a command.
    ///
    /// @param subject what the folder is named for
    /// @return where it was written, for people
    public String keep(String subject, String json, String commandText, String notes) throws ProbeException {
        LoadWatch begun = Objects.requireNonNull(watch, "begin() comes first");
        try {
            LoadWatch.Load load = begun.stop();
            LocalDate today = LocalDate.now(ZoneId.systemDefault());
            Path folder = fresh(today + "-" + commit + "-" + subject);
            save(folder, "result.json", json);
            save(folder, "command.txt", commandText);
            save(folder, "notes.md", notes);
            save(
                    folder,
                    "machine.txt",
                    "date: " + today + "\ntime: " + time() + "\ncommit: " + commit + "\n"
                            + new MachineSheet(files).text() + load.text());
            return folder + (load.isQuiet() ? "" : " (the machine was not quiet)");
        } catch (IOException refused) {
            throw new ProbeException("The result cannot be written to " + parent + ": " + refused, refused);
        }
    }

    /// So that two results of one day are told apart.
    private static String time() {
        return LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES) + " UTC";
    }

    private Path fresh(String name) throws IOException {
        Path folder = parent.resolve(name);
        for (int i = 2; Files.exists(folder); i++) {
            folder = parent.resolve(name + "-" + i);
        }
        return Files.createDirectory(folder);
    }

    private void save(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), scrubber.scrub(text));
    }

    private String commandText(Probe probe, ProbeReport report, long seconds) {
        StringBuilder text = new StringBuilder();
        text.append("./varve bench probes ").append(probe.name()).append('\n');
        text.append("given as: ").append(command.strip()).append('\n');
        text.append("commit: ").append(commit).append('\n');
        text.append("took: ").append(seconds).append(" s\n");
        report.settings().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static String notes(Probe probe, ProbeReport report, boolean isSmoke, LoadWatch.Load load) {
        StringBuilder text = new StringBuilder("# " + probe.name() + "\n\n");
        if (isSmoke) {
            text.append("**A smoke run: it shows that the probe runs; the figures mean nothing.**\n\n");
        }
        if (!load.isQuiet()) {
            text.append("**The machine was not quiet (machine.txt): measure again before believing this.**\n\n");
        }
        text.append("Question: ").append(probe.question()).append("\n\n");
        text.append("It decides: ").append(probe.decides()).append("\n\n");
        text.append("Run with `./varve bench probes ").append(probe.name());
        text.append("`; settings in command.txt, machine in machine.txt, all figures in result.json.\n");
        List<Table> shown = report.tables().stream().filter(Table::isSummary).toList();
        shown.forEach(table -> text.append(table.markdown()));
        return text.append("\n## Answer\n\n## Caveats\n").toString();
    }
}

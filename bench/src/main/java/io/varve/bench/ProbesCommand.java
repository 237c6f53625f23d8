package io.varve.bench;

import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Repository;
import io.varve.bench.probe.ResultFolder;
import io.varve.bench.probe.Scrubber;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.linux.Linux;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The word `probes`: runs probes one after the other and writes each one's result before the next begins,
/// so that a failure costs only what it hit.
final class ProbesCommand {
    /// What must be free beside the probe's own files.
    private static final long ROOM_TO_SPARE = 256L << 20;

    private final PrintStream out;
    private final PrintStream err;
    private final List<Probe> chosen = new ArrayList<>();
    private final Repository repository = Repository.here();
    private @Nullable Path results;
    private @Nullable Path files;
    private @Nullable String commit;
    private boolean isSmoke;

    private ProbesCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        ProbesCommand command = new ProbesCommand(out, err);
        String problem = command.parse(arguments);
        if (problem != null) {
            err.println(problem);
            return Word.MISUNDERSTOOD;
        }
        try {
            return command.runAll(arguments);
        } catch (ProbeException failure) {
            err.println(failure.getMessage());
            return Word.FAILED;
        }
    }

    private @Nullable String parse(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            switch (word) {
                case "--smoke" -> isSmoke = true;
                case "--out", "--dir", "--commit" -> {
                    if (++i == arguments.size()) {
                        return word + " wants a value after it.";
                    }
                    take(word, arguments.get(i));
                }
                default -> {
                    Optional<Probe> probe = Probes.ALL.stream()
                            .filter(each -> each.name().equals(word))
                            .findFirst();
                    if (probe.isEmpty()) {
                        return "There is no probe or option '" + word + "'; the probes are "
                                + String.join(
                                        ", ",
                                        Probes.ALL.stream().map(Probe::name).toList()) + ".";
                    }
                    chosen.add(probe.get());
                }
            }
        }
        if (chosen.isEmpty()) {
            chosen.addAll(Probes.ALL);
        }
        return null;
    }

    private void take(String option, String value) {
        switch (option) {
            case "--out" -> results = Path.of(value);
            case "--dir" -> files = Path.of(value);
            default -> commit = value;
        }
    }

    private int runAll(List<String> arguments) throws ProbeException {
        try {
            Linux.disk();
        } catch (UnsupportedOperationException refused) {
            throw new ProbeException(String.valueOf(refused.getMessage()));
        }
        String measured = commit != null ? commit : repository.commit();
        Path into = results != null ? results : repository.root().resolve("jmh-results");
        try (WorkFolder folder = WorkFolder.below(files != null ? files : repository.filesByDefault())) {
            ResultFolder target = new ResultFolder(
                    into,
                    measured,
                    commandText(arguments),
                    new Scrubber(repository.root(), folder.path()),
                    folder.path());
            target.requireWritable();
            int failures = 0;
            for (Probe probe : chosen) {
                failures += runOne(probe, folder, target) ? 0 : 1;
            }
            if (failures > 0) {
                err.println(failures + " of " + chosen.size() + " probes could not be measured.");
            }
            return failures == 0 ? Word.DONE : Word.FAILED;
        }
    }

    private boolean runOne(Probe probe, WorkFolder folder, ResultFolder target) {
        out.println(probe.name() + ": " + probe.question());
        long begin = System.nanoTime();
        try {
            folder.requireRoom(probe.fileBytes() + ROOM_TO_SPARE);
            target.begin();
            ProbeReport report = probe.run(new ProbeRun(folder, isSmoke, line -> out.println("  " + line)));
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
            String written = target.write(probe, report, isSmoke, seconds);
            report.tables().stream().filter(each -> each.isSummary()).forEach(table -> out.println(table.markdown()));
            out.println(probe.name() + ": took " + seconds + " s, written to " + written);
            return true;
        } catch (ProbeException | MemoryRefusedException failure) {
            err.println(probe.name() + ": " + failure.getMessage());
            return false;
        }
    }

    /// The command without this machine's places.
    private static String commandText(List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        for (int i = 1; i < words.size(); i++) {
            if (words.get(i - 1).equals("--out") || words.get(i - 1).equals("--dir")) {
                words.set(i, "DIR");
            }
        }
        return "./varve bench probes " + String.join(" ", words);
    }
}

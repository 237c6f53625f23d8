package io.varve.bench.syscalls;

import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// The word `syscalls`.
public final class SyscallsCommand {
    private static final List<Integer> CALLERS = List.of(1, 4);
    private static final List<String> KNOWN = List.of("--stores", "--writes", "--dir", "--json");

    private final PrintStream out;
    private final List<String> stores;
    private final int puts;
    private final Strace strace;
    private final String json;

    private SyscallsCommand(Settings settings, PrintStream out) {
        this.out = out;
        stores = Stores.named(
                settings.text("--stores", "varve,rocksdb,lmdb"), Stores.with(List.of(Stores.PROBE), Stores.ALL));
        puts = settings.count("--writes", 4000);
        strace = new Strace(settings.files());
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("syscalls", KNOWN, arguments, err, settings -> new SyscallsCommand(settings, out)::count);
    }

    private void count() throws IOException, InterruptedException, ProbeException {
        Strace.require();
        JsonLines lines = JsonLines.begin(json);
        out.println("system calls per put of 16 B keys and 100 B values, of the whole process, seen by strace (which"
                + " slows it down: groups are larger or smaller than without it)");
        out.println("O_DSYNC: writes that are syncs by themselves; groups: what the store says it wrote at once");
        out.println(Counts.heading());
        for (Level level : List.of(Level.SYNC, Level.PROCESS)) {
            for (int callers : CALLERS) {
                for (String store : stores) {
                    Counts counts = strace.run(new Strace.Job(store, level, callers, puts));
                    out.println(counts.line());
                    lines.add(counts.json());
                }
            }
        }
    }
}

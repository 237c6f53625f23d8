package io.varve.tools.command;

import io.varve.tools.doctor.Advice;
import io.varve.tools.doctor.DiskFacts;
import io.varve.tools.doctor.DoctorText;
import io.varve.tools.doctor.MachineFacts;
import io.varve.tools.doctor.SyncLatency;
import io.varve.tools.doctor.SyncTable;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says what a directory's machine, kernel, file system and device give a store, and which options follow.
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Says what the machine, the kernel, the file system and the device give a store in a directory, how"
                        + " long syncs take there, and which options follow. Writes 16 MiB there, and removes them.")
public final class Doctor implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "DIR", description = "A directory, of a store or for one.")
    private Path directory = Path.of(".");

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long each of the measurements takes, five or ten of them; 0.5 otherwise, and 0 measures nothing.")
    private double seconds = 0.5;

    @Option(names = "--json", description = "Prints all there is as one object of JSON.")
    private boolean isJson;

    @Spec
    private @Nullable CommandSpec spec;

    /// The command of a session.
    public Doctor(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!(seconds >= 0 && seconds <= 60) && spec != null) {
            throw new ParameterException(spec.commandLine(), "--seconds is 0 to 60");
        }
        if (!Files.isDirectory(directory)) {
            throw new Failure(Exit.FAILED, "there is no directory " + directory);
        }
        MachineFacts machine = MachineFacts.read(Machine.memoryBytes());
        DiskFacts disk = DiskFacts.read(directory);
        if (!isJson) {
            print(DoctorText.facts(machine, disk));
            session.out().flush();
        }
        List<SyncLatency> syncs = seconds == 0 ? List.of() : measure();
        List<String> advice = Advice.of(machine, disk, syncs);
        if (isJson) {
            session.out()
                    .line(Json.write(Json.object("machine", machine, "disk", disk, "syncs", syncs, "advice", advice)));
            return Exit.OK;
        }
        if (!syncs.isEmpty()) {
            print(DoctorText.table(syncs));
        }
        print(DoctorText.advice(advice));
        return Exit.OK;
    }

    private List<SyncLatency> measure() {
        SyncTable table = new SyncTable(directory, (long) (seconds * 1e9));
        session.onInterrupt(table::remove);
        return table.measure();
    }

    private void print(List<String> lines) {
        lines.forEach(session.out()::line);
    }
}

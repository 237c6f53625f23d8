package io.varve.tools.soak;

import io.varve.tools.session.Exit;
import io.varve.tools.session.ScratchDirectory;
import io.varve.tools.session.ScratchOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Overwrites, deletes, lets expire, keeps snapshots, closes and opens again, for as long as one likes,
/// and fails when an answer is wrong or something grows.
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "Does everything with a store for long, and sees that it stays right and as large as it was.")
public final class Soak implements Callable<Integer> {
    private static final int KEYS_PER_MEBIBYTE = 25_000;

    @Mixin
    private final ScratchOption files = new ScratchOption();

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "60",
            description = "How long; ${DEFAULT-VALUE} by default.")
    private double minutes;

    @Option(
            names = "--memtable",
            paramLabel = "MIB",
            defaultValue = "4",
            description = "Of which there are some ten, full of keys; ${DEFAULT-VALUE} by default.")
    private double memtable;

    @Option(names = "--adaptive", description = "With adaptiveCompaction.")
    private boolean isAdaptive;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of what is written; when, the machine decides.")
    private long seed;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out;

    /// Says to a writer what it sees.
    public Soak(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        boolean isRight = minutes > 0 && minutes <= 100_000 && memtable >= 0.25 && memtable <= 256;
        if (!isRight && spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes is above 0 and at most 100000, --memtable from 0.25 to 256");
        }
        try (ScratchDirectory scratch = files.make()) {
            int keys = (int) (10 * memtable * KEYS_PER_MEBIBYTE / 4);
            long memtableBytes = (long) (memtable * 4) << 18;
            new SoakRun(scratch.path().resolve("store"), out, keys, memtableBytes, isAdaptive, seed)
                    .run((long) (minutes * 60e9));
            return Exit.OK;
        }
    }
}

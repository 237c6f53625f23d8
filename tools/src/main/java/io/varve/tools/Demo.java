package io.varve.tools;

import io.varve.RecoveryReport;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreStats;
import io.varve.error.StoreLockedException;
import io.varve.tools.session.Exit;
import io.varve.tools.session.ScratchDirectory;
import io.varve.tools.session.ScratchOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Shows a store at work: writes from several threads, reads back, kills a process in the middle of its
/// writes and recovers what it was promised.
///
/// Every figure is of real files, real `fdatasync` and this run.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Writes to a store from several threads, reads back, kills a writer and recovers.")
final class Demo implements Callable<Integer> {
    private static final int[] WRITERS = {1, 4, 16};

    @Mixin
    private final ScratchOption files = new ScratchOption();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "1",
            description = "How long each step takes; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "Overwrites the same keys for so long instead, and shows that memory and space stay as they"
                    + " are, and what a write costs.")
    private @Nullable Double minutes;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintWriter out;

    Demo(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        if (!(seconds > 0 && seconds <= 3600) && spec != null) {
            throw new ParameterException(spec.commandLine(), "--seconds is above 0 and at most 3600");
        }
        if (minutes != null && !(minutes > 0 && minutes <= 100_000) && spec != null) {
            throw new ParameterException(spec.commandLine(), "--minutes is above 0 and at most 100000");
        }
        try (ScratchDirectory scratch = files.make()) {
            if (minutes != null) {
                new DemoSteady(scratch.path().resolve("store"), out).run(minutes);
                return Exit.OK;
            }
            long nanos = (long) (seconds * 1e9);
            writeAndRead(scratch.path().resolve("store"), nanos);
            killAndRecover(scratch.path().resolve("killed"), nanos);
            killWhileItFlushes(scratch.path().resolve("flushing"), nanos);
        }
        return Exit.OK;
    }

    private void writeAndRead(Path directory, long nanos) {
        try (Store store = Store.open(directory)) {
            out.println("A store in " + directory + ", " + FileSystems.describe(directory) + ".");
            showThatItIsLocked(directory);
            out.println();
            out.println(DemoResult.HEADING);
            DemoLoad load = new DemoLoad(store);
            for (int writers : WRITERS) {
                out.println(load.putDurably(writers, nanos).line());
            }
            out.println(load.putUnsynced(nanos).line());
            out.println(load.get(nanos).line());
            out.println();
            out.println("Read back: " + load.readAll() + " keys, every one with its value.");
        }
    }

    private void showThatItIsLocked(Path directory) {
        try (Store second = Store.open(directory)) {
            throw new IllegalStateException("two writers in one directory: " + second);
        } catch (StoreLockedException refused) {
            out.println("A second one there is refused: " + refused.holder() + ".");
        }
    }

    private void killAndRecover(Path directory, long nanos) throws IOException {
        out.println();
        out.println("Another process writes durably from four threads ...");
        BitSet acknowledged;
        try (DemoVictim victim = DemoVictim.start(directory, false)) {
            acknowledged = victim.watch(nanos);
            out.println("... and is killed (kill -9) after it was told of " + acknowledged.cardinality() + " writes.");
        }
        try (Store store = Store.open(
                directory, StoreOptions.builder().createIfMissing(false).build())) {
            out.println(describe(store.recoveryReport()));
            DemoVictim.check(store, acknowledged);
            out.println("All " + acknowledged.cardinality() + " that were acknowledged are there.");
        }
    }

    private void killWhileItFlushes(Path directory, long nanos) throws IOException {
        out.println();
        out.println(
                "Another process writes without syncs, with memtables of 256 KiB, so that it flushes all the while ...");
        BitSet acknowledged;
        try (DemoVictim victim = DemoVictim.start(directory, true)) {
            acknowledged = victim.watch(nanos);
        }
        int writes = acknowledged.cardinality();
        double memtables = (double) writes * DemoVictim.LARGE_VALUE_BYTES / DemoVictim.MEMTABLE_BYTES;
        out.println(String.format(
                Locale.ROOT,
                "... and is killed after it was told of %d writes, %.1f memtables full.",
                writes,
                memtables));
        try (Store store = Store.open(directory, DemoVictim.options(true))) {
            StoreStats.Tables tables = store.stats().tables();
            out.println(describe(store.recoveryReport()));
            out.println(String.format(
                    Locale.ROOT,
                    "The rest is in %d tables, %,d bytes.",
                    tables.level0() + tables.inRuns(),
                    tables.bytes()));
            DemoVictim.check(store, acknowledged);
            out.println("All " + writes + " that were acknowledged are there.");
            store.compact().await();
            DemoVictim.check(store, acknowledged);
            out.println("And they are there after a merge of all tables into one.");
        }
    }

    private static String describe(RecoveryReport report) {
        return String.format(
                Locale.ROOT,
                "Opened again in %.1f ms: %,d operations in %,d groups, %,d bytes of log in %d segments%s; %s.",
                report.duration().toNanos() / 1e6,
                report.operations(),
                report.groups(),
                report.bytes(),
                report.segments(),
                report.isReadDirectly() ? ", read around the page cache" : "",
                report.discardedBytes() == 0
                        ? "nothing torn at its end"
                        : report.discardedBytes() + " torn bytes cut from its end, which nobody was promised");
    }
}

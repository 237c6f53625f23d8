package io.varve.bench;

import io.varve.bench.allocation.AllocationCommand;
import io.varve.bench.deletes.DeletesCommand;
import io.varve.bench.flush.FlushCommand;
import io.varve.bench.load.LoadCommand;
import io.varve.bench.merge.MergeCommand;
import io.varve.bench.openloop.OpenLoopCommand;
import io.varve.bench.openloop.UnderMergesCommand;
import io.varve.bench.phases.PhasesCommand;
import io.varve.bench.probe.ForkArguments;
import io.varve.bench.probe.Repository;
import io.varve.bench.probe.Word;
import io.varve.bench.quick.QuickCommand;
import io.varve.bench.report.ReportCommand;
import io.varve.bench.results.CompareCommand;
import io.varve.bench.steady.SteadyCommand;
import io.varve.bench.stores.Stores;
import io.varve.bench.syscalls.SyscallsCommand;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of the measurements; `./varve bench` runs it.
///
/// Exit codes: 0 all was measured, 1 something could not be measured, 2 the command was not understood.
public final class Main {
    private static final String USAGE = """
            Usage: varve bench probes [--out DIR] [--dir DIR] [--commit ID] [--smoke] [NAME...]
                   varve bench quick [--json FILE] [--dir DIR] [--out DIR] [--seconds N] [--entries N] [--value-bytes N]
                                     [--stores LIST] [--workloads LIST|all]
                   varve bench WORKLOAD|full|lmdbjava [--stores LIST] [--threads LIST] [--entries N] [--value-bytes LIST]
                                     [--filling zeros|half|random] [--durability sync|process|none] [--seconds N]
                                     [--rounds N] [--processes each|one] [--memory-limit MIB] [--dir DIR] [--out DIR]
                                     [--json FILE]
                   varve bench open-loop [--stores LIST] [--threads N] [--rate R|auto] [--seconds N]
                                         [--durability sync|process] [--dir DIR] [--json FILE]
                   varve bench syscalls [--stores LIST] [--writes N] [--dir DIR] [--json FILE]
                   varve bench allocation [--calls N] [--dir DIR] [--json FILE]
                   varve bench flush [--parts LIST] [--threads N] [--seconds N] [--memtable MIB]
                                     [--megabytes N] [--log MIB] [--dir DIR]
                   varve bench steady [--stores LIST] [--memtable MIB] [--times N] [--overwrites N] [--rate R]
                                         [--dir DIR] [--json FILE]
                   varve bench under-merges [--stores LIST] [--threads N] [--rate R] [--seconds N] [--memtable MIB] [--times N]
                                            [--durability sync|process] [--dir DIR] [--json FILE]
                   varve bench deletes [--stores LIST] [--entries N] [--percent LIST] [--memtable MIB] [--dir DIR] [--json FILE]
                   varve bench phases [--seconds N] [--memtable MIB] [--times N] [--dir DIR] [--json FILE]
                   varve bench compare A B
                   varve bench report [FOLDER]
                   varve bench merge [--runs N] [--entries N] [--bottom N] [--rounds N] [--dir DIR] [--json FILE]
                   varve bench jmh [ARGUMENT...]

            probes   runs all probes, or the named ones, and writes what they found to
                     <out>/<date>-<commit>-<probe>/ (result.json, command.txt, machine.txt, notes.md)
              --out DIR     where results go; jmh-results of the repository by default
              --dir DIR     where test files go, in a directory of their own that is removed afterwards;
                            target of the repository by default: it decides which disk is measured
              --commit ID   what was measured, where git cannot tell
              --smoke       shows in seconds that all probes run; the figures mean nothing
            quick    the store beside RocksDB, LMDB and what the machine gives, in one run of at most three minutes
              --json FILE   one object per line and figure
              --dir DIR     where the stores are made and removed; a folder for temporary files by default
              --out DIR     where the result is kept; jmh-results of the repository by default, none for nowhere
              --seconds N   how long each round takes; 0.4 by default, or less where all would take more than three minutes
              --rounds N    3 by default
              --entries N   what is read; 2000000 by default
              --value-bytes N   16 or more; 100 by default
              --stores LIST     of probe and the stores below
              --workloads LIST  of those it has; all for all
            WORKLOAD  one of those below, on each of the stores; full for all, on all of them, in some hours; lmdbjava for
                      the suite of that project
              --stores LIST   of {stores},
                              {special}
              --threads LIST  each number is measured; 1 by default
              --value-bytes LIST   the same; 100 by default, 1000 for YCSB
              --filling F     of values: half, the default, is half random
              --durability D  of writes; what the workload says by default
              --seconds N     how long each round takes, at most; 5 by default
              --rounds N      3 by default; a store is made anew for each
              --processes P   each, the default: a round has a process of its own, whose memory is kept, too; or one
              --memory-limit MIB   of each process with the page cache of its files, 512 or more, for data larger than
                              memory: by a cgroup, which root may make
            open-loop   latency of puts that come at fixed instants, counted from the instant on, so that what
                        a slow put makes others wait for is counted too
              --stores LIST   of probe and all stores; probe,varve,rocksdb,lmdb by default
              --threads N     4 by default
              --rate R        puts per second of all threads; auto, the default, is half of what the probe does
                              in a closed loop just before, so that all stores are asked for the same
              --seconds N     how long each of the three rounds takes after its warm-up; 3 by default
              --durability D  sync, the default, or process
            syscalls    syncs, writes and futex calls per put, for 1 and 4 callers, synced and not: below strace,
                        which has to be installed
              --writes N      how many puts each time; 4000 by default
            allocation  bytes of Java heap per call of the store, from platform and from virtual threads
              --calls N       per round; 20000 by default
            flush    what rotations cost those who write meanwhile; what making a table costs, through a mapping and by
                     calls, and those who read meanwhile; how long a store takes to open, from tables and from a log
              --parts LIST    of rotation,writing,open,recovery; all by default
              --threads N     that put, 4 by default
              --rate N        puts per second of all threads, latency counted from fixed instants; without it
                              each puts as fast as it can, and leaves no processor to a flush
              --seconds N     of putting, with rotations and without; 20 by default
              --memtable MIB  64 by default
              --megabytes N   of tables to make and to open; 1024 by default
              --log MIB       to replay; 64 by default
            steady   what a store gives and costs when one thread overwrites the same keys at random: puts per
                     second of time and of processor, bytes written per byte given, space on disk, latencies
              --stores LIST   of all stores; varve,varve-windows,varve-leveled,rocksdb,rocksdb-universal,lmdb by default. In
                              windows: PROCESS too, written asynchronously and awaited every 64 puts, whose latencies say
                              nothing
              --memtable MIB  16 by default
              --times N       how many memtables the keys would fill; 10 by default
              --overwrites N  how often each key is overwritten, on average, after once unmeasured; 3 by default
              --rate R        puts per second, latency counted from fixed instants; as fast as it goes without
              --json FILE     one object per line and store
            under-merges   latency of puts over the same keys at a rate that is the same for all stores, counted from
                        fixed instants on, while memtables are flushed and tables are merged
              --stores LIST   of all stores; varve,rocksdb,rocksdb-tuned by default
              --rate R        puts per second of all threads; 40000 by default
              --seconds N     30 by default, after a tenth of it for warming up; the keys were all overwritten once before
              --memtable MIB  8 by default
              --times N       how many memtables the keys would fill; 10 by default
            deletes  what is left of what was deleted: space, when it comes back, and the time of scans that pass it
              --stores LIST   of all stores; varve,rocksdb,rocksdb-universal by default
              --entries N     700000 by default
              --percent LIST  of the entries that are deleted, each in a run of its own; 50,90 by default
              --memtable MIB  8 by default
            phases   what it costs a store when what is asked of it changes: writes, reads, both, scans, writes; with
                     numbers of runs that stay, and with those that follow (`adaptiveCompaction`)
              --seconds N     of each phase; 30 by default, six windows
              --memtable MIB  8 by default
              --times N       how many memtables the keys would fill; 10 by default
              --json FILE     one object per phase and store
            compare  two folders of results, row by row, and what got slower by more than their rounds differ
            report   renders index.html of all results that are kept, in jmh-results of the repository or in a folder
            merge    what merging tables costs per entry: time, and time of processors
              --runs N        tables of flushes in a merge; 8 by default
              --entries N     in each; 50000 by default
              --bottom N      in the run that they are merged into; 800000 by default
              --rounds N      merges, of which the best counts; 8 by default
              --json FILE     one object
            jmh      hands the arguments to JMH, such as: jmh -l, or: jmh Downcall -f 1 -wi 2 -i 3

            Workloads:
            {workloads}
            Probes:
            """;

    private Main() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.out, System.err);
        System.out.flush();
        System.exit(code);
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.isEmpty()) {
            err.print(usage());
            return Word.MISUNDERSTOOD;
        }
        List<String> rest = arguments.subList(1, arguments.size());
        if (arguments.getFirst().equals("probes") && rest.contains("--help")) {
            out.print(usage());
            return Word.DONE;
        }
        return switch (arguments.getFirst()) {
            case "probes" -> ProbesCommand.run(rest, out, err);
            case "quick" -> QuickCommand.run(rest, out, err);
            case "open-loop" -> OpenLoopCommand.run(rest, out, err);
            case "syscalls" -> SyscallsCommand.run(rest, out, err);
            case "allocation" -> AllocationCommand.run(rest, out, err);
            case "flush" -> FlushCommand.run(rest, out, err);
            case "steady" -> SteadyCommand.run(rest, out, err);
            case "under-merges" -> UnderMergesCommand.run(rest, out, err);
            case "deletes" -> DeletesCommand.run(rest, out, err);
            case "phases" -> PhasesCommand.run(rest, out, err);
            case "compare" -> CompareCommand.run(rest, home(), out, err);
            case "report" -> ReportCommand.run(rest, home(), out, err);
            case "merge" -> MergeCommand.run(rest, out, err);
            case "jmh" -> jmh(rest, err);
            case "help", "--help", "-h" -> {
                out.print(usage());
                yield Word.DONE;
            }
            default -> {
                if (LoadCommand.knows(arguments.getFirst())) {
                    yield LoadCommand.run(arguments.getFirst(), rest, out, err);
                }
                err.println(
                        "varve bench does not know '" + arguments.getFirst()
                                + "'; it knows quick, full, report, compare, probes, open-loop, syscalls, allocation, flush,"
                                + " steady, under-merges, deletes, phases, merge, jmh, help, and the workloads that help shows.");
                yield Word.MISUNDERSTOOD;
            }
        };
    }

    private static Path home() {
        return Repository.here().root().resolve("jmh-results");
    }

    static String usage() {
        StringBuilder text = new StringBuilder(USAGE.replace("{stores}", String.join(",", Stores.ALL))
                .replace("{special}", String.join(",", Stores.SPECIAL))
                .replace("{workloads}", LoadCommand.usage()));
        Probes.ALL.forEach(probe -> text.append(String.format("  %-9s %s%n", probe.name(), probe.question())));
        return text.toString();
    }

    private static int jmh(List<String> arguments, PrintStream err) {
        List<String> all = new ArrayList<>(arguments);
        int given = all.indexOf("-jvmArgsAppend");
        if (given >= 0 && given + 1 < all.size()) {
            all.set(given + 1, ForkArguments.joined() + " " + all.get(given + 1));
        } else {
            all.add("-jvmArgsAppend");
            all.add(ForkArguments.joined());
        }
        try {
            org.openjdk.jmh.Main.main(all.toArray(String[]::new));
            return Word.DONE;
        } catch (Exception failure) {
            err.println("JMH failed: " + failure.getMessage());
            return Word.FAILED;
        }
    }
}

package io.varve.tools.doctor;

import io.varve.StoreOptions;
import io.varve.tools.text.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What follows from the facts for who opens a store here: sentences, the gravest first. The numbers are those of
/// docs/options.md.
public final class Advice {
    /// File systems whose syncs and locks we know.
    private static final Set<String> LOCAL = Set.of("ext4", "xfs", "btrfs", "f2fs", "zfs");

    /// No device that we have met brings a block to a medium that keeps it in less.
    private static final long UNLIKELY_SYNC_NANOS = Duration.ofNanos(8_000).toNanos();

    /// Slower than anything without moving parts; many virtual devices say that they turn, and are not.
    private static final long SLOW_SYNC_NANOS = Duration.ofMillis(4).toNanos();

    private static final long ENOUGH_FILES = 4096;
    private static final long ENOUGH_MAPPINGS = 65_530;
    private static final long LITTLE_ROOM = 1L << 30;

    /// From how many processors on one of them can be kept free for the writer.
    private static final int MANY_PROCESSORS = 8;

    private final MachineFacts machine;
    private final DiskFacts disk;
    private final List<SyncLatency> syncs;
    private final List<String> sentences = new ArrayList<>();

    private Advice(MachineFacts machine, DiskFacts disk, List<SyncLatency> syncs) {
        this.machine = machine;
        this.disk = disk;
        this.syncs = syncs;
    }

    /// The sentences.
    public static List<String> of(MachineFacts machine, DiskFacts disk, List<SyncLatency> syncs) {
        Advice advice = new Advice(machine, disk, syncs);
        advice.onFileSystem();
        advice.onRoom();
        advice.onSyncs();
        advice.onDirect();
        advice.onLimits();
        advice.onMemory();
        advice.onProcessors();
        return advice.sentences;
    }

    private void onFileSystem() {
        if (disk.fileSystem().equals("tmpfs")) {
            say("This is memory: nothing here survives a restart of the machine, and syncs cost nothing. Do not measure"
                    + " here, and keep no store here that must last.");
        } else if (!LOCAL.contains(disk.fileSystem())) {
            say("The file system " + disk.fileSystem()
                    + " is none that Varve is tested on; its locks and syncs may promise"
                    + " less than those of ext4 and xfs, which are the better place.");
        }
        if (disk.isReadOnly()) {
            say("The file system is mounted read-only: stores here can only be read, with readOnly(true).");
        }
    }

    private void onRoom() {
        if (disk.availableBytes() < LITTLE_ROOM) {
            say("There are only " + Sizes.bytes(disk.availableBytes())
                    + " left: a store that finds the disk full takes no" + " writes until there is room again.");
        }
    }

    private void onSyncs() {
        SyncLatency small = smallest(false);
        if (small == null) {
            return;
        }
        if (small.p50Nanos() < UNLIKELY_SYNC_NANOS && !disk.fileSystem().equals("tmpfs")) {
            say("A durable write of " + Sizes.bytes(small.bytes()) + " takes " + micros(small.p50Nanos())
                    + " us, which is less than a medium needs: unless its cache has a battery, a loss of power may take what"
                    + " it said was durable.");
        }
        say(String.format(
                Locale.ROOT,
                "One thread that waits for each durable write makes about %,d of them a second; many threads, batches and"
                        + " async() share syncs and make more.",
                1_000_000_000L / Math.max(1, small.p50Nanos())));
        if (disk.isRotating() && small.p50Nanos() > SLOW_SYNC_NANOS) {
            say(
                    "The device says that it turns, and is as slow: write in batches or with async(), and raise slowSync and"
                            + " flushDeadline.");
        }
        long slow = StoreOptions.defaults().slowSync().toNanos();
        if (small.p99Nanos() > slow) {
            say("One sync of a hundred takes longer than " + slow / 1_000_000
                    + " ms: raise slowSync, or there will be many" + " events.");
        }
    }

    private void onDirect() {
        if (!disk.hasDirect()) {
            say(
                    "There is no direct I/O here: leave directLog as it is. An open after a crash copies the log, and so needs"
                            + " room for it.");
            return;
        }
        SyncLatency cached = smallest(false);
        SyncLatency direct = smallest(true);
        if (cached == null || direct == null) {
            return;
        }
        boolean isFaster = direct.p50Nanos() < cached.p50Nanos() * 4 / 5;
        String both = micros(direct.p50Nanos()) + " us instead of " + micros(cached.p50Nanos()) + " us";
        say(
                isFaster
                        ? "A direct write is faster (" + both
                                + "): try directLog(true) where nearly all writes are durable."
                        : "A direct write is no faster than one through the page cache (" + both
                                + "): leave directLog as it is.");
    }

    private void onLimits() {
        if (machine.openFiles() < ENOUGH_FILES) {
            say("The process may have " + machine.openFiles() + " files open: raise that (ulimit -n " + ENOUGH_FILES
                    + "), because every table is one.");
        }
        if (machine.mappings() < ENOUGH_MAPPINGS) {
            say("The process may map " + machine.mappings() + " ranges: raise vm.max_map_count to " + ENOUGH_MAPPINGS
                    + ", because every table is one.");
        }
    }

    private void onMemory() {
        long budget = StoreOptions.defaults().memoryBudgetBytes();
        if (machine.memoryBytes() > 0 && machine.memoryBytes() < 4 * budget) {
            say("The machine has " + Sizes.bytes(machine.memoryBytes()) + " of memory: lower memtableBytes and with it"
                    + " memoryBudgetBytes, which is " + Sizes.bytes(budget) + " by default.");
        }
        if (machine.hugePages().equals("never")) {
            say("Huge pages are off: with them on request (echo madvise >/sys/kernel/mm/transparent_hugepage/enabled),"
                    + " lookups in memory miss fewer translations.");
        }
    }

    private void onProcessors() {
        if (machine.processors() <= 2) {
            say("There are " + machine.processors() + " processors: leave waiting at BY_CORES, which lets threads sleep"
                    + " early, and maxPendingFlushes low.");
        } else if (machine.processors() >= MANY_PROCESSORS) {
            say("There are " + machine.processors()
                    + " processors: for the lowest latency, keep one free for the writer"
                    + " with processors(Map.of(\"varve-writer\", n)) and waiting(SPIN).");
        }
    }

    private @Nullable SyncLatency smallest(boolean isDirect) {
        for (SyncLatency row : syncs) {
            if (row.isDirect() == isDirect) {
                return row;
            }
        }
        return null;
    }

    private void say(String sentence) {
        sentences.add(sentence);
    }

    static String micros(long nanos) {
        return String.format(Locale.ROOT, nanos < 100_000 ? "%.1f" : "%.0f", nanos / 1e3);
    }
}

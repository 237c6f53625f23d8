package io.varve.tools.doctor;

import io.varve.tools.text.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The facts and what follows from them, as lines for people.
public final class DoctorText {
    private final List<String> lines = new ArrayList<>();

    private DoctorText() {}

    /// The lines about what is read.
    public static List<String> facts(MachineFacts machine, DiskFacts disk) {
        DoctorText text = new DoctorText();
        text.machine(machine);
        text.disk(disk);
        return text.lines;
    }

    /// The table of what is measured.
    public static List<String> table(List<SyncLatency> syncs) {
        DoctorText text = new DoctorText();
        text.lines.add("");
        text.lines.add(String.format(
                Locale.ROOT, "%-26s%10s%10s%10s%10s", "write and fdatasync", "times", "p50 us", "p99 us", "max us"));
        for (SyncLatency row : syncs) {
            text.lines.add(String.format(
                    Locale.ROOT,
                    "%-26s%10d%10s%10s%10s",
                    Sizes.bytes(row.bytes()) + (row.isDirect() ? ", direct" : ""),
                    row.count(),
                    Advice.micros(row.p50Nanos()),
                    Advice.micros(row.p99Nanos()),
                    Advice.micros(row.maxNanos())));
        }
        return text.lines;
    }

    /// What follows.
    public static List<String> advice(List<String> sentences) {
        DoctorText text = new DoctorText();
        text.lines.add("");
        text.lines.add("What follows:");
        sentences.forEach(sentence -> text.lines.add("- " + sentence));
        return text.lines;
    }

    private void machine(MachineFacts machine) {
        line(
                "processors",
                machine.processors() + " to use"
                        + (machine.processorName().isEmpty() ? "" : " of " + machine.processorName()));
        line(
                "kernel",
                "Linux " + machine.kernel() + ", "
                        + (machine.ticksPerSecond() == 0
                                ? "which does not say how often its scheduler ticks"
                                : "scheduler tick every " + 1000.0 / machine.ticksPerSecond() + " ms"));
        line(
                "memory",
                (machine.memoryBytes() == 0 ? "unknown" : Sizes.bytes(machine.memoryBytes())) + ", pages of "
                        + Sizes.bytes(machine.pageBytes()));
        line(
                "huge pages",
                machine.hugePageBytes() == 0
                        ? "none" + (machine.hugePages().isEmpty() ? "" : " (" + machine.hugePages() + ")")
                        : "of " + Sizes.bytes(machine.hugePageBytes()) + " (" + machine.hugePages() + ")");
        line(
                "limits",
                limit(machine.openFiles()) + " open files, " + limit(machine.mappings()) + " mappings, "
                        + (machine.lockedBytes() == Long.MAX_VALUE ? "any memory" : Sizes.bytes(machine.lockedBytes()))
                        + " may be locked");
    }

    private void disk(DiskFacts disk) {
        line(
                "file system",
                disk.fileSystem()
                        + (disk.device().isEmpty() ? "" : " on " + disk.device() + " (" + disk.mountOptions() + ")")
                        + ", " + Sizes.bytes(disk.availableBytes()) + " of " + Sizes.bytes(disk.totalBytes())
                        + " free");
        line(
                "device",
                "sectors of " + disk.logicalSectorBytes() + " bytes, written in " + disk.physicalSectorBytes()
                        + (disk.isRotating() ? ", says that it turns" : "")
                        + (disk.writeCache().isEmpty() ? "" : ", cache " + disk.writeCache())
                        + (disk.scheduler().isEmpty() ? "" : ", queue " + disk.scheduler())
                        + (disk.atomicWriteBytes() == 0
                                ? ""
                                : ", whole writes of up to " + Sizes.bytes(disk.atomicWriteBytes())));
        line(
                "direct I/O",
                disk.hasDirect()
                        ? "aligned to " + disk.directOffsetAlignment() + " bytes in files and "
                                + disk.directMemoryAlignment() + " in memory"
                        : "none");
    }

    private void line(String what, String words) {
        lines.add(what + " ".repeat(Math.max(1, 13 - what.length())) + words);
    }

    private static String limit(long limit) {
        return limit == Long.MAX_VALUE ? "any number of" : String.format(Locale.ROOT, "%,d", limit);
    }
}

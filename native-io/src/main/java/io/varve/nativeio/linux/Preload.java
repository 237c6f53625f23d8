package io.varve.nativeio.linux;

import java.util.List;

/// Loads every class of this module before the first is needed.
///
/// Loading a class opens a file. When no file can be opened any more, a class that only that failure
/// needs cannot be loaded either, and a full table of files would show itself as a
/// `NoClassDefFoundError`. (So would classes made at run time: the build lets javac put string
/// concatenation into plain bytecode.)
final class Preload {
    private static final String PACKAGE = "io.varve.nativeio.";

    /// All classes, below [#PACKAGE]; PreloadTest compares this with what was compiled.
    static final List<String> CLASSES = List.of(
            "CacheAdvice",
            "Capabilities",
            "Checked",
            "Clock",
            "Crc32c",
            "Directory",
            "Disk",
            "DiskFile",
            "Errno",
            "Everything",
            "FileStat",
            "FileStat$Kind",
            "FileSystemStat",
            "Foreign",
            "Handle",
            "Limits",
            "MapAdvice",
            "MapMode",
            "Mapping",
            "Memory",
            "MemoryAccount",
            "MemoryBudget",
            "MemoryRefusedException",
            "OpenFlags",
            "Pages",
            "Region",
            "RegionLife",
            "RegionPool",
            "RegionView",
            "Scheduler",
            "Worker",
            "linux.Advices",
            "linux.Affinity",
            "linux.Alarms",
            "linux.Advices$1",
            "linux.CStrings",
            "linux.CapabilityProbe",
            "linux.ClassFolder",
            "linux.ClassFolder$1",
            "linux.CapabilityProbe$Answer",
            "linux.Descriptor",
            "linux.ErrnoSlots",
            "linux.Kernel",
            "linux.KernelFiles",
            "linux.Linux",
            "linux.LinuxDirectory",
            "linux.LinuxDirectory$NameCall",
            "linux.LinuxDirectory$NamesCall",
            "linux.LinuxDisk",
            "linux.LinuxFile",
            "linux.LinuxFile$1",
            "linux.LinuxMapping",
            "linux.LinuxMemory",
            "linux.LinuxMemory$Mapped",
            "linux.Listing",
            "linux.MachineLimits",
            "linux.MappingCount",
            "linux.Numbers",
            "linux.OfdLock",
            "linux.Platform",
            "linux.Preload",
            "linux.Processor",
            "linux.Quarantine",
            "linux.Quarantine$Resting",
            "linux.RedZones",
            "linux.StatFs",
            "linux.Statx",
            "linux.SystemClock",
            "linux.ThreadScheduler",
            "linux.ThreadWorker",
            "linux.UseCount",
            "linux.Zeros");

    private static final int LOADED = loadAll();

    private Preload() {}

    /// Returns when all are loaded; only the first call does anything.
    static int all() {
        return LOADED;
    }

    private static int loadAll() {
        for (String name : CLASSES) {
            try {
                Class.forName(PACKAGE + name);
            } catch (ClassNotFoundException missing) {
                throw new IllegalStateException("native-io is incomplete: " + name, missing);
            }
        }
        return CLASSES.size();
    }
}

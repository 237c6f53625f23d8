package io.varve.nativeio.testing;

/// The lanes that count what they have checked; `docs/RELIABILITY.md` has a table for each.
public enum Lane {
    /// Whole stores under schedules that change at every call.
    STORE_SIMULATION(
            "store simulation",
            "Clients, readers and closers of a whole store that flush, merge, name and drop, under schedules that"
                    + " change at every call of the machine. Verified is a write whose outcome was told and whose"
                    + " effect was looked for, or a read that was compared with the model: more than two million in a"
                    + " commit's run, alone by `./varve test -pl engine -am -Dtest=StoreSimulationTest`."),

    /// Whole stores and crashes at every call.
    STORE_CRASH(
            "store crash",
            "A loss of power or a kill at every call of a whole store that changes the disk, with flushes, merges and"
                    + " names under way, torn, reordered and partly written; each image is opened, read and compared,"
                    + " its names with those that were given, and one of the named snapshots in it; all of them after"
                    + " each life."),

    /// Whole stores and a fault at every call.
    STORE_FAULT(
            "store fault",
            "Every call of the disk, every piece of memory, every thread of a whole store that flushes, merges and"
                    + " names refused once, and what it told; then two recoveries."),

    /// The same operations on a store and on a sorted map.
    STORE_MODEL(
            "store model",
            "Random operations, flushes and merges on a whole store, and the operations on a sorted map, compared."),

    /// The same operations on stores of other options.
    STORE_METAMORPHIC(
            "store metamorphic",
            "One history of writes, flushes, merges, snapshots and names, played on stores of the smallest to the"
                    + " largest memtables and blocks, with and without threads, opened once or after every step: the"
                    + " same answers."),

    /// Whole stores whose lock is broken.
    STORE_FENCING(
            "store fencing",
            "Processes that take a whole store from each other while it recovers, writes, flushes, merges, names and"
                    + " drops; each finds all that was acknowledged before, and who was fenced harms nothing of it."),

    /// Real processes that are killed.
    STORE_KILL(
            "store kill",
            "Real processes on a real file system that write, flush and merge, killed with signal 9, and what they"
                    + " leave."),

    /// Every bit of small stores.
    STORE_GOLDEN(
            "store bits",
            "Every bit of every file of small stores turned over, one open and scan each: the same answer, a typed"
                    + " error that names the file, or, where no sync was proven, a prefix."),

    /// Stores that somebody forged.
    STORE_FUZZ(
            "store fuzz",
            "Files of whole stores with hostile numbers, whose checksums were put right; files cut, extended,"
                    + " exchanged and doubled: a typed error, or an answer that agrees with itself."),

    /// Checkpoints, crashes and faults.
    STORE_CHECKPOINT(
            "store checkpoint",
            "A crash at every call of a checkpoint, linked and copied, every call, sync and piece of memory of it"
                    + " refused once: the store is whole, and the target a store that has all that was acknowledged, or"
                    + " none."),

    /// What is left of damaged stores.
    STORE_SALVAGE(
            "store salvage",
            "Each part of each file of a store damaged in turn, tables and manifest gone or cut, and what a salvage"
                    + " brings into a new store: every key is what it was, or in a part that is told to be lost. A crash"
                    + " and a failure at every call of a salvage."),

    /// What an open costs.
    STORE_OPEN("store open", "Open, read and close a store of 100 keys on the simulated disk, in one thread."),

    /// Flushes alone under schedules that change at every call.
    FLUSH_SIMULATION(
            "flush simulation",
            "Rotations, streams, installs, tickets and ends of flushes alone, whose streams fail, throw, stall, come late"
                    + " and meet full disks, under schedules that change at every call."),

    /// What recovery finds of log and tables together, and crashes.
    FLUSHED_CRASH(
            "flushed crash",
            "A crash at every call of log, tables and manifest, without threads: what is opened holds a prefix with all"
                    + " that was acknowledged, and no source hides a newer one."),

    /// What recovery finds of log and tables together, and faults.
    FLUSHED_FAULT("flushed fault", "A fault at every call of log, tables and manifest, without threads."),

    /// The log alone and crashes.
    LOG_CRASH("log crash", "A crash at every call of the log alone."),

    /// The log alone and faults.
    LOG_FAULT("log fault", "A fault at every call of the log alone."),

    /// The log alone and damage.
    LOG_DAMAGE("log damage", "Every bit of a small log turned over, and segments with hostile numbers."),

    /// The manifest alone and crashes.
    MANIFEST_CRASH("manifest crash", "A crash at every call of the manifest alone."),

    /// The manifest alone and faults.
    MANIFEST_FAULT("manifest fault", "A fault at every call of the manifest alone."),

    /// The manifest alone and processes that break each other's lock.
    MANIFEST_FENCING("manifest fencing", "Processes that take a manifest from each other, at any call."),

    /// The manifest alone and damage.
    MANIFEST_DAMAGE("manifest damage", "Every bit of a golden manifest turned over, and hostile fields.");

    private final String title;
    private final String question;

    Lane(String title, String question) {
        this.title = title;
        this.question = question;
    }

    /// Its name in words.
    public String title() {
        return title;
    }

    /// What it does and what it asks.
    public String question() {
        return question;
    }
}

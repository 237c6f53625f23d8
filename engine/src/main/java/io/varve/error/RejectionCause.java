package io.varve.error;

/// Why a write is rejected, or waits before it is: it is not applied, never visible, and never comes
/// back after a restart.
///
/// The first group passes by itself: a write waits for it up to its deadline, and may be tried again.
/// The second does not pass while the store is open.
public enum RejectionCause {
    /// Every slot of the ring is taken: writers are more than the log can follow.
    RING_FULL(true, "the ring is full", "write again later, or from fewer threads, or make the ring larger"),

    /// The memory budget is used up.
    MEMORY_BUDGET(
            true,
            "the memory budget is used up",
            "write again later; close cursors and snapshots that are no longer needed; or raise the budget"),

    /// No log segment is prepared: writes come faster than the disk gives space.
    LOG_BEHIND(true, "no log segment is prepared", "write again later, or let more segments be prepared ahead"),

    /// Too many memtables wait to become tables.
    FLUSH_BEHIND(true, "too many memtables wait for their flush", "write again later, and slower"),

    /// Too many flushes wait in level 0 to be merged: each is one more table in which a key is looked for.
    LEVEL_0_BEHIND(
            true, "too many flushes wait to be merged", "write again later, and slower; or give merges more threads"),

    /// Merges have too much left to do: space and reads would suffer.
    MERGES_BEHIND(
            true, "merges have too much left to do", "write again later, and slower; or give merges more threads"),

    /// The deadline passed before the writer had taken the operation, which was withdrawn.
    DEADLINE(true, "the deadline passed before the write was taken", "write again, with more time"),

    /// The disk, a quota or the limit of open files is used up. The store resumes when that is over.
    OUT_OF_SPACE(true, "the disk is full", "free space on that file system; the store resumes by itself"),

    /// The store was opened to be read.
    READ_ONLY(false, "the store was opened read-only", "open it for writing"),

    /// The store is closed, or closing.
    CLOSED(false, "the store is closed", "open it again"),

    /// The store has given out all its sequence numbers.
    SEQUENCE_LIMIT(false, "the store has used up its sequence numbers", "copy what it holds into a new store"),

    /// The store has failed; see [StoreFailedException].
    FAILED(false, "the store has failed", "close the store and open it again"),

    /// Somebody else took the store over; see [FencedException].
    FENCED(false, "the store was taken over", "stop using this store: it is served elsewhere");

    private final boolean isTransient;
    private final String what;
    private final String remedy;

    RejectionCause(boolean isTransient, String what, String remedy) {
        this.isTransient = isTransient;
        this.what = what;
        this.remedy = remedy;
    }

    /// True when it may pass while the store stays open.
    public boolean isTransient() {
        return isTransient;
    }

    /// What is the matter, in words that belong into a sentence.
    public String what() {
        return what;
    }

    /// What the caller can do about it.
    public String remedy() {
        return remedy;
    }
}

package io.varve.stats;

/// What the writer counts, in the order of its work.
public enum WriterCounter {
    /// Groups that were written to the log and applied.
    GROUPS,

    /// Writes in them: one per call, whatever number of operations.
    WRITES,

    /// Operations in them.
    RECORDS,

    /// Bytes of keys and values in them.
    RECORD_BYTES,

    /// Bytes handed to the log files, with headers and padding. Not what memtables use.
    LOG_BYTES,

    /// Calls of fdatasync on the log that succeeded.
    SYNCS,

    /// Times the log went on in its next segment.
    SEGMENTS_ROLLED,

    /// Times a full memtable was frozen and replaced.
    MEMTABLES_FROZEN,

    /// Writes that ended unknown.
    UNKNOWN_OUTCOMES;

    /// How many there are.
    static final int COUNT = values().length;
}

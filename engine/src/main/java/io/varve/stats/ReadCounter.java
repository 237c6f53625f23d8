package io.varve.stats;

/// What a lookup counts: where it ended, and what tables had to do with it.
public enum ReadCounter {
    /// Lookups that ended in a memtable, at a value or a tombstone.
    IN_MEMORY,

    /// Lookups that ended in a table of level 0; likewise.
    IN_LEVEL0,

    /// Lookups that ended in a table of a run; likewise.
    IN_RUNS,

    /// Lookups that found no version of their key.
    NOWHERE,

    /// Tables that could have had a key by its place among theirs, and whose filter said no.
    FILTERED,

    /// Tables whose filter said maybe, and that had nothing to show.
    FALSE_POSITIVES,

    /// Keys that were looked up together with others; those are in no other counter.
    TOGETHER,

    /// Times a cursor went to a key, to the first, or to the last.
    SEEKS,

    /// Entries that cursors took, of which most were asked for.
    STEPS;

    /// How many there are.
    static final int COUNT = values().length;
}

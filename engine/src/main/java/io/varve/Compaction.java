package io.varve;

/// How the tables of a store are kept few, by the store itself.
public enum Compaction {
    /// Not at all: tables get more until [Store#compact()] is called.
    MANUAL,

    /// Lazy leveling: several sorted runs in each level but the last, which is one. Writes cost the least; a read looks
    /// into a few more tables, most of which their filters rule out. While it is written to, a store takes
    /// up to twice its content, and during a merge what that writes too. When it is not, that comes back.
    LAZY,

    /// One sorted run in each level. Reads look into the fewest tables; what is written is rewritten more often.
    LEVELED
}

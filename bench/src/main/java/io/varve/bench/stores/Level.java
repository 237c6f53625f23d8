package io.varve.bench.stores;

import java.util.Locale;

/// What a write promises when it returns: the row in which stores may be compared.
public enum Level {
    /// A loss of power leaves it.
    SYNC,
    /// The end of the process leaves it: the operating system has it.
    PROCESS,
    /// Nothing.
    NONE;

    /// The one of a name, in any case.
    ///
    /// @throws IllegalArgumentException for people
    public static Level named(String name) {
        for (Level level : values()) {
            if (level.name().equals(name.toUpperCase(Locale.ROOT))) {
                return level;
            }
        }
        throw new IllegalArgumentException("--durability is sync, process or none, not '" + name + "'.");
    }
}

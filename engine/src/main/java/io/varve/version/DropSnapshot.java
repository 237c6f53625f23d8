package io.varve.version;

/// A named snapshot is given up: its name is free, and its tables are needed no more unless somebody else has them.
///
/// @param name which one
public record DropSnapshot(String name) implements Change {
    /// Throws `IllegalArgumentException` when it can be no name.
    public DropSnapshot {
        NamedSnapshot.checkName(name);
    }
}
